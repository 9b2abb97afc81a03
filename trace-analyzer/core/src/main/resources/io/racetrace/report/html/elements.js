'use strict';
// What comes from spans gets into the page by these two functions alone: as text, never as markup.

/** Text as it can be seen: control characters, and those that turn the direction, are replaced. */
function shown(text) {
  return String(text).replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]/g,
    '\ufffd');
}

/** An element; children that are null are left out, strings and numbers become text. */
function element(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same, of a drawing. */
function shape(name, attributes, ...children) {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function fill(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined) {
      made.setAttribute(name, value);
    }
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined) {
      made.append(child instanceof Node ? child : document.createTextNode(shown(child)));
    }
  }
  return made;
}

const byId = id => document.getElementById(id);

/** A number as the report has it; those that a double can't hold were kept as they were written. */
function digits(value) {
  return value !== null && typeof value === 'object' ? value.rawJSON : String(value);
}

/** The document in a script element, which is packed where it is long. */
async function json(id) {
  const holder = byId(id);
  if (!holder) {
    return null;
  }
  const text = holder.type === 'application/json' ? holder.textContent : await unpacked(holder.textContent);
  // Digits beyond what a double holds would be changed by reading them.
  const exact = JSON.rawJSON && /: ?-?(?=[\d.]{16})\d+(\.\d+)?[,\s}]/.test(text);
  return exact ? JSON.parse(text, exactly) : JSON.parse(text);
}

function exactly(key, value, context) {
  return typeof value === 'number' && String(value) !== context.source
    ? JSON.rawJSON(context.source)
    : value;
}

async function unpacked(base64) {
  const packed = atob(base64);
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) {
    bytes[i] = packed.charCodeAt(i);
  }
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}

function named(count, one, many) {
  return `${digits(count)} ${count === 1 ? one : many}`;
}
