import { activations, byRow, each, overColumns } from '../shader.ts'

/** Softmax cross-entropy of each row and its gradient, in place; the row's loss to `losses`. */
export const softmaxCrossEntropy = byRow(
  'softmax-cross-entropy',
  'items width logits targets weight:f32 losses',
  256,
  /* wgsl */ `
  let at = args.logits + row * args.width;
  let target_code = u32(code_at(args.targets + row));
  let chosen = load(at + target_code);
  var most = -1e30;
  for (var j = lane; j < args.items; j += step) { most = max(most, load(at + j)); }
  let largest = largest_of(most, lane);
  var part = 0.0;
  for (var j = lane; j < args.items; j += step) { part += exp(load(at + j) - largest); }
  let sum = sum_of(part, lane);
  for (var j = lane; j < args.width; j += step) {
    var share = 0.0;
    if (j < args.items) { share = args.weight * exp(load(at + j) - largest) / sum; }
    if (j == target_code) { share -= args.weight; }
    store(at + j, share);
  }
  if (lane == 0u) { store(args.losses + row, args.weight * (log(sum) + largest - chosen)); }`,
)

/** Each target against the sample, and the gradient, in place; kinds as the processor's kernel has them. */
export const contrastLoss = byRow(
  'contrast-loss',
  'kind negatives scores own targets sampled logs weight:f32 losses',
  256,
  /* wgsl */ `
  let at = args.scores + row * args.negatives;
  let target_code = code_at(args.targets + row);
  let positive = load(args.own + row);
  var count = 0.0;
  for (var j = lane; j < args.negatives; j += step) {
    let drawn = code_at(args.sampled + j);
    if (drawn == target_code) { store(at + j, -1e30); }
    else {
      count += 1.0;
      if (args.kind == 0u) { store(at + j, load(at + j) - load(args.logs + u32(drawn))); }
    }
  }
  let valid = sum_of(count, lane);
  if (args.kind == 0u) {
    let corrected = positive - load(args.logs + u32(target_code));
    var most = corrected;
    for (var j = lane; j < args.negatives; j += step) { most = max(most, load(at + j)); }
    let largest = largest_of(most, lane);
    var part = 0.0;
    for (var j = lane; j < args.negatives; j += step) { part += exponential(load(at + j) - largest); }
    let e = exponential(corrected - largest);
    let sum = sum_of(part, lane) + e;
    for (var j = lane; j < args.negatives; j += step) {
      store(at + j, args.weight * exponential(load(at + j) - largest) / sum);
    }
    if (lane == 0u) {
      store(args.own + row, args.weight * (e / sum - 1.0));
      store(args.losses + row, args.weight * (log(sum) + largest - corrected));
    }
  } else {
    let share = select(0.0, args.weight / max(valid, 1.0), valid > 0.0);
    let shift = select(0.0, positive, args.kind == 1u);
    var part = 0.0;
    var gradient = 0.0;
    for (var j = lane; j < args.negatives; j += step) {
      let e = exponential(load(at + j) - shift);
      let own = share * e / (1.0 + e);
      store(at + j, own);
      gradient += own;
      part += share * log(1.0 + e);
    }
    let against = sum_of(gradient, lane);
    let loss = sum_of(part, lane);
    if (lane == 0u) {
      let e = exponential(-positive);
      let counted = select(0.0, args.weight, valid > 0.0);
      if (args.kind == 1u) {
        store(args.own + row, -against);
        store(args.losses + row, loss);
      } else {
        store(args.own + row, -counted * e / (1.0 + e));
        store(args.losses + row, loss + counted * log(1.0 + e));
      }
    }
  }`,
  activations,
)

/** One group adds all rows' losses. */
export const sumLosses = byRow(
  'sum-losses',
  'count losses out',
  256,
  /* wgsl */ `
  var part = 0.0;
  for (var j = lane; j < args.count; j += step) { part += load(args.losses + j); }
  let sum = sum_of(part, lane);
  if (lane == 0u) { store(args.out + row, sum); }`,
)

/** 1 + how many items come before the row's target: those of a higher score, and of the same score with a lower code. */
export const ranks = byRow(
  'ranks',
  'items width scores targets out',
  256,
  /* wgsl */ `
  let at = args.scores + row * args.width;
  let target_code = u32(codes[args.targets + row]);
  let own = load(at + target_code);
  var before = 0.0;
  for (var j = lane; j < args.items; j += step) {
    let score = load(at + j);
    if (score > own || (score == own && j < target_code)) { before += 1.0; }
  }
  let sum = sum_of(before, lane);
  if (lane == 0u) { store(args.out + row, sum + 1.0); }`,
)

export const layerNormForward = byRow(
  'layer-norm-forward',
  'width x gain shift epsilon:f32 out kept',
  64,
  /* wgsl */ `
  let at = args.x + row * args.width;
  var part = 0.0;
  for (var j = lane; j < args.width; j += step) { part += load(at + j); }
  let mean = sum_of(part, lane) / f32(args.width);
  part = 0.0;
  for (var j = lane; j < args.width; j += step) {
    let d = load(at + j) - mean;
    part += d * d;
  }
  let inverse = 1.0 / sqrt(sum_of(part, lane) / f32(args.width) + args.epsilon);
  for (var j = lane; j < args.width; j += step) {
    let d = (load(at + j) - mean) * inverse;
    store(args.out + row * args.width + j, d * load(args.gain + j) + load(args.shift + j));
  }
  if (lane == 0u) {
    store(args.kept + 2u * row, mean);
    store(args.kept + 2u * row + 1u, inverse);
  }`,
)

export const layerNormBackward = byRow(
  'layer-norm-backward',
  'width x gain kept gradient',
  64,
  /* wgsl */ `
  let at = args.x + row * args.width;
  let back = args.gradient + row * args.width;
  let mean = load(args.kept + 2u * row);
  let inverse = load(args.kept + 2u * row + 1u);
  var part = 0.0;
  var along = 0.0;
  for (var j = lane; j < args.width; j += step) {
    let d = load(back + j) * load(args.gain + j);
    part += d;
    along += d * (load(at + j) - mean) * inverse;
  }
  let centre = sum_of(part, lane) / f32(args.width);
  let slope = sum_of(along, lane) / f32(args.width);
  for (var j = lane; j < args.width; j += step) {
    let normal = (load(at + j) - mean) * inverse;
    let d = load(back + j) * load(args.gain + j);
    store(back + j, inverse * (d - centre - normal * slope));
  }`,
)

/** Each row of a table moved along its gradient, as the processor's kernel moves it. */
export const perturbRows = byRow(
  'perturb-rows',
  'width table gradients epsilon:f32 out',
  64,
  /* wgsl */ `
  let first = row * args.width;
  var most = 0.0;
  var part = 0.0;
  for (var j = lane; j < args.width; j += step) {
    let w = load(args.table + first + j);
    most = max(most, abs(load(args.gradients + first + j)));
    part += w * w;
  }
  let own = sum_of(part, lane);
  let largest = largest_of(most, lane);
  let over = select(0.0, 1.0 / largest, largest > 0.0);
  part = 0.0;
  for (var j = lane; j < args.width; j += step) {
    let g = load(args.gradients + first + j) * over;
    part += g * g;
  }
  let squares = sum_of(part, lane);
  let factor = select(0.0, args.epsilon * sqrt(own / squares), largest > 0.0);
  for (var j = lane; j < args.width; j += step) {
    let g = load(args.gradients + first + j) * over;
    store(args.out + first + j, load(args.table + first + j) + factor * g);
  }`,
)

/** The gain's gradient, before that of the rows is written over theirs. */
export const layerNormGain = overColumns(
  'layer-norm-gain',
  'x kept gradient sums',
  `load(args.gradient + row * args.columns + column) *
        (load(args.x + row * args.columns + column) - load(args.kept + 2u * row)) * load(args.kept + 2u * row + 1u)`,
  'store(args.sums + column, load(args.sums + column) + whole);',
)

export const ownScores = each(
  'own-scores',
  'width states targets vectors biases own',
  /* wgsl */ `
  let item = u32(code_at(args.targets + i));
  var sum = 0.0;
  for (var j = 0u; j < args.width; j++) {
    sum += load(args.states + i * args.width + j) * load(args.vectors + item * args.width + j);
  }
  store(args.own + i, sum + load(args.biases + item));`,
)
