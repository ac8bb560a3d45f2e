import { each } from '../shader.ts'

/** out[row] = or += scale·table[code]; a code below 0 is a row of zeros. */
export const gatherRows = each(
  'gather-rows',
  'width rowCodes table scale:f32 out accumulate',
  /* wgsl */ `
  let item = code_at(args.rowCodes + i / args.width);
  var x = 0.0;
  if (item >= 0) { x = args.scale * load(args.table + u32(item) * args.width + i % args.width); }
  if (args.accumulate != 0u) { x += load(args.out + i); }
  store(args.out + i, x);`,
)

/** out[i] = table[code]; 0 for a code below 0. */
export const gatherFloats = each(
  'gather-floats',
  'valueCodes table out',
  /* wgsl */ `
  let code = code_at(args.valueCodes + i);
  var x = 0.0;
  if (code >= 0) { x = load(args.table + u32(code)); }
  store(args.out + i, x);`,
)

/** table[code i] += scale·row[i mod columns]; nothing for a code below 0. Codes differ, so no two threads add to one number. */
export const addFloats = each(
  'add-floats',
  'valueCodes columns row scale:f32 table',
  /* wgsl */ `
  let code = code_at(args.valueCodes + i);
  if (code < 0) { return; }
  let at = args.table + u32(code);
  store(at, load(at) + args.scale * load(args.row + i % args.columns));`,
)

/** gradient[row] += own[row]·table[code of the row] */
export const addScaledRows = each(
  'add-scaled-rows',
  'width own rowCodes table to',
  /* wgsl */ `
  let row = i / args.width;
  let item = u32(code_at(args.rowCodes + row));
  let x = load(args.own + row) * load(args.table + item * args.width + i % args.width);
  store(args.to + i, load(args.to + i) + x);`,
)

/**
 * Rows added to rows of a table: the host has sorted them by where they go (`segments`), so that one thread adds all that
 * goes to one number, always in the same order, and no two threads add to the same. args.order, args.starts and args.unique
 * are places in `codes`. A weight of place 0 is one, a source of place 0 the row's own number.
 */
export const addSegments = each(
  'add-segments',
  'width starts unique order source rowCodes weights scale:f32 to',
  /* wgsl */ `
  let segment = i / args.width;
  let column = i % args.width;
  var sum = 0.0;
  for (var at = codes[args.starts + segment]; at < codes[args.starts + segment + 1u]; at++) {
    let entry = u32(codes[args.order + u32(at)]);
    var row = entry;
    if (args.rowCodes != 0u) { row = u32(code_at(args.rowCodes + entry)); }
    var x = load(args.source + row * args.width + column);
    if (args.weights != 0u) { x *= load(args.weights + entry); }
    sum += x;
  }
  let to = args.to + u32(codes[args.unique + segment]) * args.width + column;
  store(to, load(to) + args.scale * sum);`,
)

/** The same for single numbers of the spare buffer. */
export const addSpareSegments = each(
  'add-spare-segments',
  'starts unique order to',
  /* wgsl */ `
  var sum = 0.0;
  for (var at = codes[args.starts + i]; at < codes[args.starts + i + 1u]; at++) {
    sum += spare[codes[args.order + u32(at)]];
  }
  let to = args.to + u32(codes[args.unique + i]);
  store(to, load(to) + sum);`,
)
