// A small server over node-llama-cpp, which has none: POST /v1/completions, streamed, one sequence a request.
// node node.mjs LIBRARY MODEL PORT THREADS SEQUENCES CELLS
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

const [library, modelPath] = process.argv.slice(2);
const [port, threads, sequences, cells] = process.argv.slice(4).map(Number);
const { getLlama } = await import(library);
const llama = await getLlama({ gpu: false, build: "never", maxThreads: threads, logLevel: "error" });
const model = await llama.loadModel({ modelPath, gpuLayers: 0 });
const contextSize = Math.floor(cells / sequences);
const context = await model.createContext({ sequences, contextSize, batchSize: 512, threads });

const free = Array.from({ length: sequences }, () => context.getSequence());
const waiting = [];
const take = () => free.pop() ?? new Promise((resolve) => waiting.push(resolve));
const give = (sequence) => (waiting.length > 0 ? waiting.shift()(sequence) : free.push(sequence));

async function complete(request, response) {
  const { prompt, max_tokens } = JSON.parse(await text(request));
  const sequence = await take();
  try {
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    await sequence.clearHistory();
    let generated = 0;
    for await (const token of sequence.evaluate(model.tokenize(prompt), { temperature: 0, yieldEogToken: true })) {
      generated++;
      const choices = [{ index: 0, text: model.detokenize([token]) }];
      response.write(`data: ${JSON.stringify({ choices })}\n\n`);
      if (generated >= max_tokens || response.destroyed) break;
    }
    const usage = { completion_tokens: generated };
    response.end(`data: ${JSON.stringify({ choices: [], usage })}\n\ndata: [DONE]\n\n`);
  } finally {
    give(sequence);
  }
}

createServer((request, response) => {
  if (request.url === "/health") {
    response.end();
  } else {
    complete(request, response).catch((fault) => {
      console.error(fault);
      response.destroy();
    });
  }
}).listen(port, "127.0.0.1");
