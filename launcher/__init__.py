"""Drover's launcher: fetches what the server needs, builds it, runs it and tests it.

Python's standard library only, Python 3.9 or newer. One module a concern:

    console   what the user sees: sentences, progress, the one exception for faults
    cache     the cache directory: layout, lock, atomic replacement, checksums
    transfer  HTTP downloads that resume
    packages  npm and pip, by package name
    sources   what `pull` accepts
    models    the models in the cache
    natives   llama.cpp's shared libraries
    java      finds a JDK and Maven
    build     decides what is stale and builds it
    server    a server process: started, awaited, asked, stopped
    aot       Java's AOT cache, for fast starts
    fixtures  what only the tests need
    serve     the `serve` command
    verify    the `test` command
    cli       the command line
"""
