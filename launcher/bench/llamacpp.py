"""llama.cpp's own server, as the Python package xllamacpp has it. Run by that package's Python:

python llamacpp.py MODEL PORT THREADS SEQUENCES CELLS
"""

import signal
import sys

import xllamacpp

model, port, threads, sequences, cells = sys.argv[1], *map(int, sys.argv[2:])
params = xllamacpp.CommonParams()
params.model.path = model
params.port = port
params.n_ctx, params.n_parallel = cells, sequences
params.kv_unified = True
params.n_batch = params.n_ubatch = 512
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
params.n_gpu_layers = 0
params.warmup = False
params.cache_ram_mib = 0
server = xllamacpp.Server(params)
signal.pause()
