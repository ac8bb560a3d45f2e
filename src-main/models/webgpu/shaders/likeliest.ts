import { byRow } from '../shader.ts'

/**
 * Of each row the largest score, the sum of e^((score − largest) / temperature), and the args.chosen items of the highest scores, of
 * equal scores those of the lowest codes (`training/likeliest.ts` has the places). The lowest score that is chosen is found by its bits,
 * eight at a time from the top: four walks over the row whatever args.chosen is. Counts are integers, so nothing depends on
 * which thread was first.
 */
export const likeliest = byRow(
  'likeliest',
  'items width scores chosen k each temperature:f32 out',
  256,
  /* wgsl */ `
  let at = args.scores + row * args.width;
  let out = args.out + row * args.each;
  var most = -1e30;
  for (var j = lane; j < args.items; j += step) { most = max(most, load(at + j)); }
  let largest = largest_of(most, lane);
  var part = 0.0;
  for (var j = lane; j < args.items; j += step) { part += exp((load(at + j) - largest) / args.temperature); }
  let sum = sum_of(part, lane);
  if (lane == 0u) {
    store(out, largest);
    store(out + 1u, sum);
  }

  var lowest = 0u;
  var known = 0u;
  var needed = args.chosen;
  for (var digit = 0u; digit < 4u; digit++) {
    let shift = 24u - 8u * digit;
    atomicStore(&counts[lane], 0u);
    workgroupBarrier();
    for (var j = lane; j < args.items; j += step) {
      let key = order_of(memory[at + j]);
      if ((key & known) == lowest) { atomicAdd(&counts[(key >> shift) & 255u], 1u); }
    }
    workgroupBarrier();
    var above = 0u;
    var bin = 255u;
    for (; bin > 0u; bin--) {
      let here = atomicLoad(&counts[bin]);
      if (above + here >= needed) { break; }
      above += here;
    }
    needed -= above;
    lowest |= bin << shift;
    known |= 255u << shift;
    workgroupBarrier();
  }

  // Each thread takes a run of neighbouring codes, and knows from those before it where its own go.
  let run = (args.items + step - 1u) / step;
  let first = min(lane * run, args.items);
  let end = min(first + run, args.items);
  var higher = 0u;
  var equal = 0u;
  for (var j = first; j < end; j++) {
    let key = order_of(memory[at + j]);
    if (key > lowest) { higher++; }
    if (key == lowest) { equal++; }
  }
  higher_of[lane] = higher;
  equal_of[lane] = equal;
  workgroupBarrier();
  var slot = 0u;
  var tie = 0u;
  for (var before = 0u; before < lane; before++) {
    slot += higher_of[before];
    tie += equal_of[before];
  }
  for (var j = first; j < end; j++) {
    let key = order_of(memory[at + j]);
    var to = args.chosen;
    if (key > lowest) {
      to = slot;
      slot++;
    }
    if (key == lowest) {
      if (tie < needed) { to = args.chosen - needed + tie; }
      tie++;
    }
    if (to < args.chosen) {
      memory[out + 2u + to] = j;
      memory[out + 2u + args.k + to] = memory[at + j];
    }
  }`,
  /* wgsl */ `
var<workgroup> counts: array<atomic<u32>, 256>;
var<workgroup> higher_of: array<u32, 256>;
var<workgroup> equal_of: array<u32, 256>;

// A float’s bits in the order of their numbers; both zeros are one number.
fn order_of(bits: u32) -> u32 {
  if (bits == 0x80000000u) { return 0x80000000u; }
  return select(bits | 0x80000000u, ~bits, (bits >> 31u) == 1u);
}
`,
)
