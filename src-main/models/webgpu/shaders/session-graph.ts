import { activations, each, overColumns } from '../shader.ts'

/** Scores of pairs of rows (Wu et al. 2019, eq. 6). */
export const gatedScores = each(
  'gated-scores',
  'width query key times queries keys q out',
  /* wgsl */ `
  let a = args.queries + u32(code_at(args.query + i)) * args.width;
  let b = args.keys + u32(code_at(args.key + i)) * args.width;
  var sum = 0.0;
  for (var j = 0u; j < args.width; j++) { sum += load(args.q + j) * logistic(load(a + j) + load(b + j)); }
  store(args.out + i, load(args.times + i) * sum);`,
  activations,
)

/** The gradient of each score, into the spare buffer. */
export const scoreGradients = each(
  'score-gradients',
  'width query key times values sumsGradient',
  /* wgsl */ `
  let a = args.sumsGradient + u32(code_at(args.query + i)) * args.width;
  let b = args.values + u32(code_at(args.key + i)) * args.width;
  var sum = 0.0;
  for (var j = 0u; j < args.width; j++) { sum += load(a + j) * load(b + j); }
  spare[i] = load(args.times + i) * sum;`,
)

/** What the scores' gradients add to the rows that the segments are of: the queries, or the keys. */
export const scoreRowGradients = each(
  'score-row-gradients',
  'width starts unique order query key queries keys q to',
  /* wgsl */ `
  let segment = i / args.width;
  let column = i % args.width;
  var sum = 0.0;
  for (var at = codes[args.starts + segment]; at < codes[args.starts + segment + 1u]; at++) {
    let entry = u32(codes[args.order + u32(at)]);
    let a = load(args.queries + u32(code_at(args.query + entry)) * args.width + column);
    let b = load(args.keys + u32(code_at(args.key + entry)) * args.width + column);
    let s = logistic(a + b);
    sum += spare[entry] * s * (1.0 - s);
  }
  let to = args.to + u32(codes[args.unique + segment]) * args.width + column;
  store(to, load(to) + load(args.q + column) * sum);`,
  activations,
)

export const scoreVectorGradient = overColumns(
  'score-vector-gradient',
  'query key queries keys sums',
  `spare[row] * logistic(
        load(args.queries + u32(code_at(args.query + row)) * args.columns + column) +
        load(args.keys + u32(code_at(args.key + row)) * args.columns + column))`,
  'store(args.sums + column, load(args.sums + column) + whole);',
  activations,
)
