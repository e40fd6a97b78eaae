// Speaks with the stand-in platform: acts, pictures, the clock, and the stream of what happens.

/** Somebody does something; how it went arrives by the stream. */
export function act(name, fields) { return post(`/sim/act/${name}`, JSON.stringify(fields), 'application/json'); }

/** Somebody sends a picture file. */
export function sendPicture(openid, file) {
  return post(`/sim/picture?openid=${encodeURIComponent(openid)}`, file, file.type || 'image/jpeg');
}

/** Moves, sets or resets the clock: {move: seconds}, {set: Unix seconds} or {real: true}. */
export function turnClock(how) { return post('/sim/clock', JSON.stringify(how), 'application/json'); }

/** Everything up to now. */
export async function everything() {
  const answer = await fetch('/sim/state', { cache: 'no-store' });
  return answer.json();
}

/** Hands every later record to the handler of its kind; loads the page anew after a restart of the platform. */
export function listen({ last, run }, handlers, online) {
  const source = new EventSource(`/sim/events?after=${last}`);
  for (const [kind, handle] of Object.entries(handlers)) {
    source.addEventListener(kind, (event) => handle(JSON.parse(event.data)));
  }
  source.addEventListener('run', (event) => { if (JSON.parse(event.data) !== run) window.location.reload(); });
  source.addEventListener('open', () => online(true));
  source.addEventListener('error', () => online(false));
}

async function post(path, body, type) {
  const answer = await fetch(path, { method: 'POST', body, headers: { 'Content-Type': type } });
  if (!answer.ok) console.error(`${path}: ${answer.status}`);
}
