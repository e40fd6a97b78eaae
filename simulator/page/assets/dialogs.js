// Asks for what an act needs: a few fields, a picture, or another time.
import { turnClock } from './server.js';
import { el } from './talk.js';

const MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const STEPS = [['1 分钟后', MINUTE], ['1 小时后', HOUR], ['1 天后', DAY], ['2 天后', 2 * DAY], ['7 天后', 7 * DAY]];

const dialog = document.getElementById('ask');
const body = document.getElementById('ask-body');
const ok = document.getElementById('ask-ok');
document.getElementById('ask-cancel').addEventListener('click', () => dialog.close(''));

/** Asks for some fields ({name, label, type, value, required, list, options}); null when cancelled. */
export async function ask(title, fields, word = '发送') {
  if (await open(title, fields.map(field), word) !== 'ok') return null;
  const given = {};
  for (const { name, type } of fields) {
    const input = body.querySelector(`[name=${name}]`);
    given[name] = type === 'checkbox' ? input.checked : input.value;
  }
  return given;
}

/** Asks for a picture: {sample: name}, {file} or null. */
export async function askPicture(samples) {
  let chosen = null;
  const choose = (what) => { chosen = what; dialog.close('ok'); };
  const buttons = Object.entries(samples).map(([name, label]) => {
    const button = el('button', { type: 'button' }, el('img', { src: `/samples/${name}.jpg`, alt: '' }), label);
    button.addEventListener('click', () => choose({ sample: name }));
    return button;
  });
  const file = el('input', { type: 'file', accept: 'image/*' });
  file.addEventListener('change', () => file.files[0] && choose({ file: file.files[0] }));
  await open('发一张图片', [el('div', { class: 'samples' }, ...buttons), el('label', { text: '或者选自己的图片' }, file)]);
  return chosen;
}

/** Lets the demo's time be moved. `now` in Unix seconds. */
export async function askTime(now) {
  const steps = STEPS.map(([label, seconds]) => step(label, { move: seconds }));
  const china = new Date((now + 8 * HOUR) * 1000).toISOString().slice(0, 16);
  const input = el('input', { type: 'datetime-local', name: 'at', value: china });
  const parts = [
    el('p', { text: '把演示的时间往前拨，看看提醒、期限和消息窗口会怎样。' }),
    el('div', { class: 'steps' }, ...steps, step('回到真实时间', { real: true })),
    el('label', { text: '或者指定时间（北京时间）' }, input),
  ];
  if (await open('演示时间', parts, '设定') !== 'ok' || !input.value) return;
  if (input.value !== china) turnClock({ set: Date.parse(`${input.value}:00+08:00`) / 1000 });
}

function step(label, how) {
  const button = el('button', { type: 'button', class: 'plain', text: label });
  button.addEventListener('click', () => { turnClock(how); dialog.close(''); });
  return button;
}

function field({ name, label, type = 'text', value = '', required = false, list = [], options = null }) {
  if (options) return el('label', { text: label }, el('select', { name }, ...options.map(([key, text]) => el('option', { value: key, text }))));
  const input = el('input', { name, type });
  if (type === 'checkbox') {
    input.checked = value;
    return el('label', {}, input, ` ${label}`);
  }
  input.value = value;
  input.required = required;
  const shown = el('label', { text: label }, input);
  if (list.length) {
    input.setAttribute('list', `list-${name}`);
    shown.append(el('datalist', { id: `list-${name}` }, ...list.map((option) => el('option', { value: option }))));
  }
  return shown;
}

function open(title, parts, word = null) {
  document.getElementById('ask-title').textContent = title;
  body.replaceChildren(...parts);
  ok.hidden = word === null;
  ok.textContent = word ?? '';
  dialog.returnValue = '';
  dialog.showModal();
  body.querySelector('input:not([type=file]), select, button')?.focus();
  return new Promise((resolve) => dialog.addEventListener('close', () => resolve(dialog.returnValue), { once: true }));
}
