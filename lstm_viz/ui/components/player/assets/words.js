// What happens at a step, in words and in the equations of the recurrence.
import { factor, number } from "./numbers.js";
import { t as told } from "./texts.js";

// h, c and the gates of one unit in one scenario, as far as they exist at t.
export function valuesAt(unit, scenario, t) {
  const found = {};
  for (const [signal, values] of Object.entries(scenario.signals)) {
    const state = unit.states.includes(signal);
    if (state) {
      found[signal] = values[t];
      if (t > 0) found[`${signal}_before`] = values[t - 1];
    } else if (t > 0) found[signal] = values[t - 1];
  }
  return found;
}

export function masked(unit, t) {
  return t > 0 && unit.mask !== null && unit.mask[t - 1] === 0;
}

export function equations(unit, scenario, t) {
  const v = valuesAt(unit, scenario, t);
  const act = unit.activation;
  if (t === 0) {
    return [...unit.states].reverse()
      .map((s) => told("equal_start", { name: s, value: number(v[s]) }));
  }
  if (masked(unit, t)) {
    return [told("masked"),
      ...[...unit.states].reverse().map((s) => `${s} = ${s}_prev = ${number(v[s])}`)];
  }
  if (unit.kind === "LSTM") {
    const c = v.f * v.c_before + v.i * v.g;
    // h comes from c as the step left it, which an intervention may have changed afterwards.
    const own = act === "tanh" && !near(v.o * Math.tanh(v.c), v.h) ? c : v.c;
    const h = act === "tanh" ? v.o * Math.tanh(own) : v.h;
    return [
      `c = f*c_prev + i*g = ${factor(v.f)}*${factor(v.c_before)} + ` +
        `${factor(v.i)}*${factor(v.g)} = ${reached(c, v.c)}`,
      `h = o*${act}(c) = ${factor(v.o)}*${act}(${number(own)}) = ${reached(h, v.h)}`,
    ];
  }
  if (unit.kind === "GRU") {
    const h = v.z * v.h_before + (1 - v.z) * v.g;
    return [`h = z*h_prev + (1-z)*g = ${factor(v.z)}*${factor(v.h_before)} + ` +
      `${factor(1 - v.z)}*${factor(v.g)} = ${reached(h, v.h)}`];
  }
  return [`h = ${act}(W x + U h_prev + b) = ${number(v.h)},  h_prev = ${number(v.h_before)}`];
}

function near(one, other) {
  return Math.abs(one - other) <= 1e-4 * Math.max(1, Math.abs(other));
}

// What the equation gives, and what an intervention made of it.
function reached(given, recorded) {
  if (near(given, recorded)) return number(recorded);
  return told("changed", { given: number(given), recorded: number(recorded) });
}

function share(value, all, none, some) {
  if (value > 0.9) return told(all);
  if (value < 0.1) return told(none);
  return told(some);
}

function fixed(values) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value.toFixed(2)]));
}

export function sentence(unit, scenario, t, steps) {
  const { layer } = unit;
  const where = told("where", { t, steps, unit: unit.unit, layer, name: scenario.name });
  const v = valuesAt(unit, scenario, t);
  if (t === 0) {
    const values = unit.states.map((s) => `${s} = ${number(v[s])}`).join(", ");
    return told("at_start", { where, values });
  }
  if (masked(unit, t)) return told("at_masked", { where });
  if (unit.kind === "LSTM") {
    const keep = share(v.f, "keeps", "forgets", "keeps_part");
    const write = share(v.i, "writes", "lets_nothing", "lets_part");
    const show = share(v.o, "shows", "hides", "shows_part");
    return told("at_lstm", { where, keep, write, show, ...fixed(v) });
  }
  if (unit.kind === "GRU") {
    const keep = share(v.z, "keeps_state", "replaces", "mixes");
    const reset = share(v.r, "reads_old", "ignores_old", "reads_part");
    return told("at_gru", { where, keep, reset, ...fixed(v) });
  }
  return told("at_simple", { where, before: number(v.h_before), after: number(v.h) });
}

// What the model answers at t, for every scenario.
export function answers(outputs, t) {
  if (!outputs || t === 0) return "";
  return outputs.scenarios.map(({ name, values }) => {
    const row = values[t - 1];
    if (!row) return "";
    if (!outputs.classes) {
      const some = Array.from(row).slice(0, 4).map((y, k) =>
        (outputs.names[k] && row.length > 1 ? `${outputs.names[k]} ` : "") + number(y));
      return `${name}: y = ${some.join(", ")}${row.length > 4 ? ", …" : ""}`;
    }
    const best = Array.from(row, (p, k) => [p, k]).sort((a, b) => b[0] - a[0]).slice(0, 3);
    return `${name}: ${best.map(([p, k]) => `${outputs.names[k] ?? k} ${(100 * p).toFixed(0)} %`).join(", ")}`;
  }).filter(Boolean).join("   ");
}
