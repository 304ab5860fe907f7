// Node's best: gunzipSync, then JSON.parse of each line. Prints the same document as peers.py.
const fs = require('node:fs');
const zlib = require('node:zlib');

const start = process.cpuUsage();
const series = new Map();
for (const file of process.argv.slice(2)) {
  const bytes = fs.readFileSync(file);
  const text = bytes[0] === 0x1f && bytes[1] === 0x8b ? zlib.gunzipSync(bytes) : bytes;
  for (let from = 0; from < text.length;) {
    let to = text.indexOf(10, from);
    if (to < 0) to = text.length;
    if (to > from) add(JSON.parse(text.toString('utf8', from, to)));
    from = to + 1;
  }
}

function add(record) {
  const key = `${record.region}|${record.modelId}|${record.inferenceRegion}|${record.timestamp.slice(0, 16)}`;
  let sums = series.get(key);
  if (!sums) series.set(key, (sums = [0, 0, 0]));
  sums[0] += 1;
  sums[1] += record.input?.inputTokenCount ?? 0;
  sums[2] += record.output?.outputTokenCount ?? 0;
}

const used = process.cpuUsage(start);
const seconds = (used.user + used.system) / 1e6;
const sums = [0, 0, 0];
for (const one of series.values()) one.forEach((value, index) => (sums[index] += value));
process.stdout.write(JSON.stringify({ seconds, sums }));
