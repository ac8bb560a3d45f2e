import { dropoutHash, each, overColumns } from '../shader.ts'

export const add = each(
  'add',
  'source to',
  '  store(args.to + i, load(args.to + i) + load(args.source + i));',
)

/** One row added to each of many. */
export const addToRows = each(
  'add-to-rows',
  'width source to',
  '  store(args.to + i, load(args.to + i) + load(args.source + i % args.width));',
)

export const copy = each('copy', 'source to', '  memory[args.to + i] = memory[args.source + i];')

export const fill = each('fill', 'to', '  memory[args.to + i] = 0u;')

/** Codes from the host into memory. */
export const place = each(
  'place',
  'source to',
  '  memory[args.to + i] = bitcast<u32>(codes[args.source + i]);',
)

export const repeatRow = each(
  'repeat-row',
  'width source to stride',
  '  memory[args.to + (i / args.width) * args.stride + i % args.width] = memory[args.source + i % args.width];',
)

export const rectify = each('rectify', 'x', '  store(args.x + i, max(load(args.x + i), 0.0));')

export const rectifyBackward = each(
  'rectify-backward',
  'rectified gradient',
  '  if (!(load(args.rectified + i) > 0.0)) { store(args.gradient + i, 0.0); }',
)

export const dropout = each(
  'dropout',
  'x seed threshold scale:f32',
  '  store(args.x + i, select(0.0, load(args.x + i) * args.scale, kept(i, args.seed, args.threshold)));',
  dropoutHash,
)

export const addRows = overColumns(
  'add-rows',
  'source stride sums',
  'load(args.source + row * args.stride + column)',
  'store(args.sums + column, load(args.sums + column) + whole);',
)

/** The sums alone, into the spare buffer. */
export const columnSums = overColumns(
  'column-sums',
  'source stride',
  'load(args.source + row * args.stride + column)',
  'spare[column] = whole;',
)

/** Adam (Kingma and Ba 2015, algorithm 1) with an L2 penalty; the gradient is zeroed for the next step. */
export const adam = each(
  'adam',
  'weights first second gradient scale:f32 decay:f32 rate:f32 beta1:f32 beta2:f32 epsilon:f32',
  /* wgsl */ `
  let w = load(args.weights + i);
  let g = load(args.gradient + i) * args.scale + args.decay * w;
  store(args.gradient + i, 0.0);
  let m = args.beta1 * load(args.first + i) + (1.0 - args.beta1) * g;
  let v = args.beta2 * load(args.second + i) + (1.0 - args.beta2) * g * g;
  store(args.first + i, m);
  store(args.second + i, v);
  store(args.weights + i, w - args.rate * m / (sqrt(v) + args.epsilon));`,
)

export const moveMean = each(
  'move-mean',
  'weights mean share:f32',
  /* wgsl */ `
  let m = load(args.mean + i);
  store(args.mean + i, m + args.share * (load(args.weights + i) - m));`,
)
