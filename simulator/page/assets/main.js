// The page: as many phones side by side as fit, one at a time on a small screen, and everything live.
import { askTime } from './dialogs.js';
import { Phone } from './phone.js';
import { everything, listen } from './server.js';
import { el } from './talk.js';
import { Tour } from './tour.js';
import { Wire } from './wire.js';

const COLOURS = ['#b4532a', '#2b6cb0', '#5b4aa0', '#8a6100', '#a02c5a', '#37693b'];
const NARROWEST = 350; // pixels a phone needs

const page = { title: '', suggestions: [], samples: {}, scenes: [], templates: {}, menu: [], clock: { now: 0, running: true, heard: 0 } };
const phones = new Map(); // by openid, in the residents' order
const chips = new Map();
const unread = new Map();
let recent = []; // openids, the one looked at last in front
let shown = [];
const main = document.getElementById('phones');
const wire = new Wire();
const tour = new Tour(phones, look);

function chip(person) {
  const button = document.getElementById('chip-template').content.cloneNode(true).firstElementChild;
  const face = button.querySelector('.face');
  face.textContent = person.name.slice(0, 1);
  face.style.setProperty('--face', person.colour);
  button.querySelector('b').textContent = person.name;
  button.querySelector('small').textContent = person.about;
  button.addEventListener('click', () => { look(person.openid); phones.get(person.openid).focus(); });
  document.getElementById('people').append(button);
  return button;
}

function meet(person) {
  const owner = { ...person, colour: COLOURS[phones.size % COLOURS.length] };
  phones.set(person.openid, new Phone(owner, page));
  chips.set(person.openid, chip(owner));
  recent.push(person.openid);
}

function look(openid) {
  recent = [openid, ...recent.filter((other) => other !== openid)];
  arrange();
}

/** Puts the phones looked at last onto the screen, in the order of the residents. */
function arrange() {
  const room = Math.max(1, Math.floor(main.clientWidth / NARROWEST));
  const chosen = new Set(recent.slice(0, room));
  const next = [...phones.keys()].filter((openid) => chosen.has(openid));
  for (const openid of next) unread.delete(openid);
  for (const [openid, button] of chips) button.setAttribute('aria-pressed', String(chosen.has(openid)));
  badges();
  if (next.join() === shown.join()) return;
  shown = next;
  main.replaceChildren(...next.map((openid) => phones.get(openid).root));
  for (const openid of next) phones.get(openid).toEnd();
}

function badges() {
  for (const [openid, button] of chips) {
    const badge = button.querySelector('.badge');
    const count = unread.get(openid) ?? 0;
    badge.hidden = !count;
    badge.replaceChildren(...(count ? [String(count), el('span', { class: 'sr', text: '条新消息' })] : []));
  }
}

function welcome(person) {
  if (!phones.has(person.openid)) meet(person);
  phones.get(person.openid).update(person, page.menu);
}

function update({ residents, menu, scenes, templates, clock }) {
  Object.assign(page, { menu, scenes, templates, clock: { ...clock, heard: performance.now() } });
  residents.forEach(welcome);
  arrange();
  tick();
}

function bubble(data) {
  const phone = phones.get(data.openid);
  if (!phone?.show(data) || data.side !== 'account' || shown.includes(data.openid)) return;
  unread.set(data.openid, (unread.get(data.openid) ?? 0) + 1);
  badges();
}

function now() {
  const { clock } = page;
  return clock.now + (clock.running ? (performance.now() - clock.heard) / 1000 : 0);
}

function tick() {
  document.getElementById('clock').textContent = new Date(now() * 1000).toLocaleString('zh-CN', {
    timeZone: 'Asia/Shanghai', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
  });
}

async function begin() {
  const state = await everything();
  Object.assign(page, { title: state.title, samples: state.samples, suggestions: state.suggestions });
  document.title = `${state.title} · 聊天演示`;
  document.getElementById('title').textContent = state.title;
  const links = Object.entries(state.links).map(([text, href]) => el('a', { text, href, target: '_blank', rel: 'noopener' }));
  document.getElementById('links').replaceChildren(...links);
  update(state);
  state.bubbles.forEach(bubble);
  state.wire.forEach((entry) => wire.show(entry));
  tour.fill(state.tour);
  unread.clear();
  badges();
  const person = (met) => { welcome(met); arrange(); };
  listen(state, { bubble, person, state: update, wire: (entry) => wire.show(entry) }, (online) => {
    document.getElementById('offline').hidden = online;
  });
  document.getElementById('clock-button').addEventListener('click', () => askTime(now()));
  setInterval(tick, 1000);
  new ResizeObserver(arrange).observe(main);
}

begin();
