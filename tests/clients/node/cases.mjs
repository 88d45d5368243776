// openai-node against the engines that the environment names (stage.py).
import assert from "node:assert/strict";
import fs from "node:fs";
import net from "node:net";
import { test } from "node:test";
import OpenAI, { toFile } from "openai";

const { SPEAKS, LISTENS, BUSY, LOADING, TONES, GATE, RECORDING } = process.env;
const client = (url, options) =>
  new OpenAI({ baseURL: `${url}/v1`, apiKey: "nobody asks", maxRetries: 0, timeout: 30_000, ...options });
const speech = (url = SPEAKS, options) => client(url, options).audio.speech;
const transcribe = (options) =>
  client(LISTENS).audio.transcriptions.create({ model: "whisper-1", file: fs.createReadStream(RECORDING), ...options });
const usual = { model: "tts-1", voice: "alloy", input: "One two three." };
const heard = /^ ?go forward ten (meters|years)/i;

async function refusal(kind, call) {
  try {
    await call();
  } catch (error) {
    assert.ok(error instanceof kind, `${error}`);
    return error;
  }
  assert.fail(`no ${kind.name}`);
}

test("every format begins as its files do", async () => {
  const begins = {
    mp3: (b) => b[0] === 0xff && (b[1] & 0xe6) === 0xe2,
    opus: (b) => b.subarray(0, 4).equals(Buffer.from("OggS")) && b.includes("OpusHead"),
    aac: (b) => b[0] === 0xff && (b[1] & 0xf6) === 0xf0,
    flac: (b) => b.subarray(0, 4).equals(Buffer.from("fLaC")),
    wav: (b) => b.subarray(0, 4).equals(Buffer.from("RIFF")) && b.readUInt32LE(4) === b.length - 8,
    pcm: (b) => b.length > 24000 && b.length % 2 === 0,
  };
  for (const [format, looksRight] of Object.entries(begins)) {
    const answer = await speech().create({ ...usual, response_format: format });
    const bytes = Buffer.from(await answer.arrayBuffer());
    assert.ok(bytes.length > 2000 && looksRight(bytes), format);
  }
});

test("what one engine speaks, the other reads in every format", async () => {
  for (const format of ["mp3", "opus", "flac", "wav"]) {
    const said = await speech().create({ ...usual, input: "go forward ten meters", response_format: format });
    const file = await toFile(Buffer.from(await said.arrayBuffer()), `said.${format}`);
    assert.match((await transcribe({ file })).text, /ten/, format);
  }
});

test("sound comes before all of it is made", async () => {
  const began = performance.now();
  const answer = await speech().create({ ...usual, input: "The birch canoe slid on the smooth planks. ".repeat(70) });
  let first = 0;
  let bytes = 0;
  for await (const piece of answer.body) {
    first ||= performance.now() - began;
    bytes += piece.length;
  }
  const whole = performance.now() - began;
  assert.ok(bytes > 100_000);
  assert.ok(first < whole / 3, `${first} of ${whole} ms`);
});

test("speech as events", async () => {
  const answer = await speech().create({ ...usual, response_format: "pcm", stream_format: "sse" });
  assert.equal(answer.headers.get("content-type"), "text/event-stream");
  const events = (await answer.text()).trimEnd().split("\n\n").map((line) => JSON.parse(line.replace(/^data: /, "")));
  assert.equal(events.at(-1).type, "speech.audio.done");
  const sound = events.slice(0, -1).map((event) => Buffer.from(event.audio, "base64"));
  assert.ok(Buffer.concat(sound).length > 24000);
});

test("a voice by its id", async () => {
  assert.ok((await speech().create({ ...usual, voice: { id: "rms" } })).ok);
  assert.ok((await speech(TONES).create({ ...usual, response_format: "wav" })).ok);
});

test("models are listed and looked up", async () => {
  for (const url of [SPEAKS, LISTENS]) {
    const { models } = client(url);
    const [only] = (await models.list()).data;
    assert.deepEqual({ ...(await models.retrieve(only.id)) }, { ...only });
    await refusal(OpenAI.NotFoundError, () => models.retrieve("none"));
  }
});

test("transcripts in every form", async () => {
  assert.match((await transcribe()).text, heard);
  assert.match(await transcribe({ response_format: "text" }), heard);
  assert.match(await transcribe({ response_format: "srt" }), /^1\n00:00:00,\d{3} --> 00:00:0\d,\d{3}\ngo forward/i);
  assert.match(await transcribe({ response_format: "vtt" }), /^WEBVTT\n\n00:00\.\d{3} --> 00:0\d\.\d{3}\ngo forward/i);
  const both = await transcribe({ response_format: "verbose_json", timestamp_granularities: ["word", "segment"] });
  assert.equal(both.language, "english");
  assert.ok(both.words.length >= 4 && both.segments.length >= 1);
  assert.ok(both.words.every(({ start, end }) => start < end));
});

test("a transcript as events", async () => {
  const types = [];
  let last;
  for await (const event of await transcribe({ stream: true })) {
    types.push(event.type);
    last = event;
  }
  assert.deepEqual([types[0], types.at(-1)], ["transcript.text.delta", "transcript.text.done"]);
  assert.match(last.text, heard);
});

test("bad requests name the field", async () => {
  const refused = await refusal(OpenAI.BadRequestError, () => speech().create({ ...usual, speed: 9 }));
  assert.equal(refused.param, "speed");
  assert.match(refused.message, /0\.25 to 4/);
  const file = await refusal(OpenAI.BadRequestError, () => transcribe({ temperature: 7 }));
  assert.equal(file.param, "temperature");
});

test("a busy engine is asked again when it says so", async () => {
  const { port } = new URL(BUSY);
  const body = JSON.stringify({ ...usual, input: "The birch canoe slid. ".repeat(180), response_format: "pcm", sample_rate: 48000 });
  const other = net.connect(port, "127.0.0.1");
  other.write(`POST /v1/audio/speech HTTP/1.1\r\nHost: engine\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  await new Promise((readable) => other.once("readable", readable)); // it has a worker, and is not read further
  const refused = await refusal(OpenAI.RateLimitError, () => speech(BUSY).create(usual));
  assert.match(refused.headers.get("retry-after"), /^[1-9]\d*$/);
  const began = performance.now();
  setTimeout(() => other.destroy(), 300);
  assert.ok((await speech(BUSY, { maxRetries: 2 }).create(usual)).ok);
  assert.ok(performance.now() - began > 990, "not before it is time");
});

test("an engine that loads is asked again", async () => {
  const refused = await refusal(OpenAI.APIError, () => speech(LOADING).create(usual));
  assert.equal(refused.status, 503);
  assert.equal(refused.headers.get("retry-after"), "1");
  setTimeout(() => fs.closeSync(fs.openSync(GATE, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK)), 300);
  assert.ok((await speech(LOADING, { maxRetries: 2 }).create(usual)).ok);
});
