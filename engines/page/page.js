"use strict";

const $ = (id) => document.getElementById(id);
const routes = document.body.dataset.routes.split(" ");
const pause = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
const milliseconds = (since) => `${Math.round(performance.now() - since)} ms`;

// --- talking with the engine -------------------------------------------------------------------

// What a person is told about an answer that is none.
async function words(response) {
  const after = Number(response.headers.get("Retry-After")) || 1;
  const again = `Try again in ${after} second${after === 1 ? "" : "s"}.`;
  if (response.status === 429) return `The engine has more to do than it can. ${again}`;
  if (response.status === 503) return `The model is still being loaded. ${again}`;
  const body = await response.json().catch(() => null);
  const message = body?.error?.message ?? response.statusText;
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return `${text || "The engine refused"} (${response.status}).`;
}

// The answer, once its head is there. Throws an Error whose message is for people.
async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    throw new Error("The engine does not answer. Is it still running?");
  }
  if (!response.ok) throw new Error(await words(response));
  return response;
}

async function* pieces(response) {
  const reader = response.body.getReader();
  try {
    while (true) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    throw new Error("The engine ended its answer too early; its log says why.");
  }
}

// Server-sent events, of which the engine sends one `data:` line each.
async function* events(response) {
  const decoder = new TextDecoder();
  let text = "";
  for await (const piece of pieces(response)) {
    text += decoder.decode(piece, { stream: true });
    const blocks = text.split("\n\n");
    text = blocks.pop();
    for (const block of blocks) {
      if (!block.startsWith("data: ")) continue;
      const event = JSON.parse(block.slice("data: ".length));
      if (event.error) throw new Error(event.error.message);
      yield event;
    }
  }
}

async function untilReady() {
  while (true) {
    const health = await fetch("health").then((response) => response.json()).catch(() => null);
    const state = health?.status ?? "error";
    const said = { healthy: "ready", initializing: "loading its model …" }[state];
    $("engine").dataset.state = state;
    $("engine").firstElementChild.textContent = health
      ? `${health.engine} with ${health.model}: ${said ?? health.message ?? "its model cannot be loaded"}`
      : "the engine does not answer";
    if (state === "healthy") return;
    await pause(1);
  }
}

// One piece of work at a time, which can be stopped; what goes wrong is said where it belongs.
function task(name, button, work) {
  let running = null;
  const stop = $(`${button}-stop`);
  stop.addEventListener("click", () => running?.abort());
  return async (...inputs) => {
    running?.abort();
    const mine = (running = new AbortController());
    $(`${name}-wrong`).textContent = "";
    stop.hidden = false;
    try {
      await work(mine.signal, ...inputs);
    } catch (failure) {
      if (running === mine) {
        const stopped = failure.name === "AbortError";
        $(`${name}-told`).textContent = stopped ? "Stopped." : "";
        $(`${name}-wrong`).textContent = stopped ? "" : failure.message;
      }
    } finally {
      if (running === mine) {
        stop.hidden = true;
        running = null;
      }
    }
  };
}

// --- text to speech ----------------------------------------------------------------------------

async function fillVoices() {
  const { voices } = await (await ask("v1/audio/voices")).json();
  const groups = new Map();
  for (const { id, name, language, stands_for: meant } of voices) {
    const label = meant ? "Other names" : language;
    if (!groups.has(label)) {
      groups.set(label, Object.assign(document.createElement("optgroup"), { label }));
    }
    groups.get(label).append(new Option(meant ? `${name} (${meant})` : name, id));
  }
  $("voice").replaceChildren(...groups.values());
  $("voice").disabled = false;
}

const say = task("speech", "say", async (signal) => {
  const format = $("format").value;
  const began = performance.now();
  $("speech-told").textContent = "Speaking …";
  const response = await ask("v1/audio/speech", {
    method: "POST",
    signal,
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      input: $("text").value,
      voice: $("voice").value,
      speed: Number($("speed").value),
      response_format: format,
    }),
  });
  const sound = [];
  let first = "";
  for await (const piece of pieces(response)) {
    first ||= milliseconds(began);
    sound.push(piece);
    $("speech-told").textContent = `First sound after ${first} …`;
  }
  $("speech-told").textContent = `First sound after ${first}, all of it after ${milliseconds(began)}.`;
  play(new Blob(sound, { type: response.headers.get("Content-Type") }), format);
});

function play(sound, format) {
  URL.revokeObjectURL($("player").src);
  const url = URL.createObjectURL(sound);
  $("player").src = url;
  Object.assign($("download"), { href: url, download: `speech.${format === "opus" ? "ogg" : format}` });
  $("sound").hidden = false;
  // Browsers that play nothing unasked leave it to the person.
  $("player").play().catch(() => {});
}

async function offerSpeech() {
  const formats = document.body.dataset.formats;
  for (const option of formats ? [...$("format").options] : []) {
    if (!formats.split(" ").includes(option.value)) option.remove();
  }
  $("speed").addEventListener("input", () => {
    $("speed-value").textContent = `${Number($("speed").value).toFixed(2)} ×`;
  });
  $("speech").addEventListener("submit", (submit) => {
    submit.preventDefault();
    say();
  });
  $("text").addEventListener("keydown", (key) => {
    if (key.key === "Enter" && (key.ctrlKey || key.metaKey)) $("speech").requestSubmit();
  });
  $("player").addEventListener("error", () => {
    if ($("player").src) $("speech-wrong").textContent = "This browser cannot play that format; it can be downloaded.";
  });
  await untilReady();
  await fillVoices();
  $("say").disabled = false;
}

// --- speech to text ----------------------------------------------------------------------------

// What the engine reads itself; of the rest the browser makes a WAV file, where it can.
const readable = /\.(wav|flac|mp3|ogg|oga|opus)$/i;

function wavFile(samples, rate) {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const text = (at, letters) => [...letters].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + samples.length * 2, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // PCM
  view.setUint16(22, 1, true); // one channel
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((sample, i) => view.setInt16(44 + i * 2, Math.max(-1, Math.min(1, sample)) * 32767, true));
  return new File([view], "recording.wav", { type: "audio/wav" });
}

async function asWav(blob) {
  const rate = 16000;
  const decoded = await new OfflineAudioContext(1, 1, rate).decodeAudioData(await blob.arrayBuffer());
  const mix = new OfflineAudioContext(1, Math.max(1, Math.ceil(decoded.duration * rate)), rate);
  const source = new AudioBufferSourceNode(mix, { buffer: decoded });
  source.connect(mix.destination);
  source.start();
  return wavFile((await mix.startRendering()).getChannelData(0), rate);
}

const listen = task("listen", "listen", async (signal, file) => {
  $("listen-told").textContent = `Listening to ${file.name} …`;
  $("words").textContent = "";
  $("transcript").hidden = true;
  const began = performance.now();
  const form = new FormData();
  form.append("file", readable.test(file.name) ? file : await asWav(file).catch(() => file), file.name);
  form.append("stream", "true");
  const response = await ask("v1/audio/transcriptions", { method: "POST", signal, body: form });
  $("transcript").hidden = false;
  for await (const event of events(response)) {
    if (event.type === "transcript.text.delta") $("words").textContent += event.delta;
    if (event.type === "transcript.text.done") {
      $("words").textContent = event.text;
      const heard = event.usage ? `${event.usage.seconds} s of sound, ` : "";
      $("listen-told").textContent = event.text.trim()
        ? `${heard}read in ${milliseconds(began)}.`
        : `${heard}and no words in it.`;
    }
  }
});

async function record(button) {
  if (button.recorder) {
    button.recorder.stop();
    return;
  }
  $("listen-wrong").textContent = "";
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const recorder = (button.recorder = new MediaRecorder(stream));
    const parts = [];
    recorder.addEventListener("dataavailable", (part) => parts.push(part.data));
    recorder.addEventListener("stop", () => {
      stream.getTracks().forEach((track) => track.stop());
      button.recorder = null;
      button.setAttribute("aria-pressed", "false");
      button.textContent = "Record";
      listen(new File(parts, "recording", { type: recorder.mimeType }));
    });
    recorder.start();
    button.setAttribute("aria-pressed", "true");
    button.textContent = "Stop recording";
    $("listen-told").textContent = "Recording …";
  } catch (failure) {
    $("listen-wrong").textContent = `The microphone cannot be used: ${failure.message}.`;
  }
}

function offerDropping(area) {
  // Beside the area too, or the browser would open the file in place of the page.
  document.addEventListener("dragover", (drag) => drag.preventDefault());
  document.addEventListener("drop", (drop) => {
    drop.preventDefault();
    area.classList.remove("over");
    const file = drop.dataTransfer.files[0];
    if (file) listen(file);
  });
  area.addEventListener("dragenter", () => area.classList.add("over"));
  area.addEventListener("dragleave", (leave) => {
    if (!area.contains(leave.relatedTarget)) area.classList.remove("over");
  });
}

async function offerListening() {
  offerDropping($("drop"));
  $("file").addEventListener("change", () => {
    if ($("file").files[0]) listen($("file").files[0]);
    $("file").value = ""; // so that the same file can be chosen again
  });
  $("copy").addEventListener("click", () => navigator.clipboard?.writeText($("words").textContent));
  $("copy").hidden = !navigator.clipboard;
  // Browsers give the microphone to https and to this machine only.
  $("record").hidden = !navigator.mediaDevices?.getUserMedia || !window.MediaRecorder;
  $("record").addEventListener("click", () => record($("record")));
  await untilReady();
}

// -----------------------------------------------------------------------------------------------

const address = location.href.replace(/[?#].*$/, "");
const offers = [
  {
    route: "/v1/audio/speech",
    name: "speech",
    title: "Text to speech",
    offer: offerSpeech,
    command: `curl ${address}v1/audio/speech -d '{"input":"Hello."}' -o speech.mp3`,
  },
  {
    route: "/v1/audio/transcriptions",
    name: "listen",
    title: "Speech to text",
    offer: offerListening,
    command: `curl ${address}v1/audio/transcriptions -F file=@speech.wav -F response_format=text`,
  },
].filter(({ route }) => routes.includes(route));

document.title = offers.map(({ title }) => title).join(", ") || "Voice engine";
$("shell").textContent = offers.map(({ command }) => command).join("\n");
for (const { name, offer } of offers) {
  offer().catch((failure) => ($(`${name}-wrong`).textContent = failure.message));
}
