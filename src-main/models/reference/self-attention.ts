import { padded } from '../architecture.ts'
import { layerNormEpsilon } from '../layers/layer-norm.ts'
import { rotaryAngles } from '../layers/rotary-positions.ts'
import { rectify } from './activations.ts'
import { type ReferenceNetwork, type ReferencePass, referenceDense } from './reference-network.ts'
import type { Node } from './tape.ts'

/** The self-attention models, head by head and sequence by sequence. */
export function selfAttentionReference(causal: boolean): ReferenceNetwork {
  return (pass, input) => {
    const { tape, rows, length, weight, architecture } = pass
    const places = Array.from({ length: rows * length }, (_, position) => position % length)
    let at = pass.drop(
      architecture.rotary === true ? input : tape.sum(input, tape.rows(weight('positions'), places)),
    )
    for (let block = 0; block < architecture.layers; block++) {
      const name = `block${block}`
      const mixed = attention(pass, `${name}.attention`, norm(pass, `${name}.before-attention`, at), causal)
      at = tape.sum(pass.drop(mixed), at)
      const inner = referenceDense(pass, `${name}.feed-in`, norm(pass, `${name}.before-feed`, at))
      const fed = referenceDense(pass, `${name}.feed-out`, pass.drop(rectify(tape, inner)))
      at = tape.sum(pass.drop(fed), at)
    }
    return norm(pass, 'last', at)
  }
}

function norm({ tape, weight }: ReferencePass, name: string, input: Node): Node {
  return tape.layerNorm(input, weight(`${name}.gain`), weight(`${name}.shift`), layerNormEpsilon)
}

function attention(pass: ReferencePass, name: string, input: Node, causal: boolean): Node {
  const { tape, rows, length, lengths, architecture } = pass
  const { width, heads, rotary = false } = architecture
  const head = width / heads
  const projected = referenceDense(pass, `${name}.projections`, input)
  const sequences = []
  for (let row = 0; row < rows; row++) {
    const positions = Array.from({ length }, (_, t) => row * length + t)
    const own = tape.rows(projected, positions)
    const mixed = []
    for (let h = 0; h < heads; h++) {
      const [query, key, value] = [0, 1, 2].map((part) => tape.columns(own, part * width + h * head, head))
      const [turned, met] = rotary ? [turn(pass, query), turn(pass, key)] : [query, key]
      const scores = tape.affine(tape.product(turned, met, true), 1 / Math.sqrt(head))
      const weights = tape.softmax(scores, (i) => (causal ? Math.min(i + 1, lengths[row]) : lengths[row]))
      mixed.push(tape.product(pass.drop(weights, padded(length)), value))
    }
    sequences.push(tape.beside(mixed))
  }
  return referenceDense(pass, `${name}.output`, tape.stack(sequences))
}

/** One sequence's vectors of one head, each turned by its place. */
function turn({ tape }: ReferencePass, vectors: Node): Node {
  const { rows, columns } = vectors
  const half = columns / 2
  const angles = tape.matrix(rows, columns, rotaryAngles(rows, columns))
  const [cosines, sines] = [tape.columns(angles, 0, half), tape.columns(angles, half, half)]
  const [a, b] = [tape.columns(vectors, 0, half), tape.columns(vectors, half, half)]
  return tape.beside([
    tape.sum(tape.times(a, cosines), tape.affine(tape.times(b, sines), -1)),
    tape.sum(tape.times(a, sines), tape.times(b, cosines)),
  ])
}
