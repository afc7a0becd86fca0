"""`./drover bench`: Drover beside other servers of llama.cpp, on the same machine, model and settings.

    command    the command line: what runs, in which order, where the report goes
    scenarios  what is measured, by name
    load       requests: single streams, many at once, too many
    servers    Drover and its peers: installed, started alike
    figures    measured values and their medians
    report     the Markdown table
    plot       the SVG plot
    machine    whether the machine is idle, and what it is
    jmh        `./drover bench jmh`: microbenchmarks of the Java code
"""
