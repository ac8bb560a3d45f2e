import { idleKernels, type Kernels, kernelsOver, type Pointer } from '../../kernels/kernels.ts'
import type { Scratch } from '../../layers/pass.ts'
import { laneKind, type Site } from '../../training/crew.ts'
import type { ParameterMap } from '../../training/parameters.ts'
import { boundedScratch } from '../../training/scratch.ts'
import { type ImageNetwork, pixelNumbers } from './image-network.ts'
import {
  type Components,
  drawImages,
  encodeImages,
  type ImageBench,
  placeImage,
  takeInput,
} from './image-pass.ts'

/** What every thread that works on one network of images shares. Addresses and sizes in bytes. */
export interface ImageSite extends Site {
  readonly module: WebAssembly.Module
  readonly network: ImageNetwork
  readonly parameters: ParameterMap
  readonly layout: ImageLayout
  readonly shards: number
  /** Components that are iterated, a multiple of 8. */
  readonly span: number
}

export interface ImageLayout {
  readonly control: number
  /** Doubles that are set for each step (`imageSettings`). */
  readonly settings: number
  /** One double a shard. */
  readonly errors: number
  readonly weights: number
  readonly first: number
  readonly second: number
  readonly gradients: number
  readonly gradientStride: number
  readonly mean: number
  readonly components: Components
  readonly basis: number
  /** pixels × span floats a shard. */
  readonly turned: number
  readonly taps: Readonly<Record<string, number>>
  /** Int32s: which images of the store are meant, `imagesOfStep` at most. */
  readonly picks: number
  readonly codes: number
  /** Bytes, red, green, blue a pixel. */
  readonly store: number
  readonly workspaces: number
  readonly workspaceBytes: number
  readonly bytes: number
}

/** Doubles of the step's settings. */
export const imageSettings = { images: 0, spread: 1, rate: 2, epsilon: 3, count: 4 } as const

/** Part by part: a step's gradient, Adam, how far drawn images are from the true ones, codes, covariance times the basis. */
export const imagePhases = { train: 1, update: 2, measure: 3, encode: 4, turn: 5 } as const

/** Images of one shard of a step, and of one that only multiplies. */
export const imagesOfShard = { train: 8, turn: 64 } as const

export const imageLanes = laneKind('models/image-lane', openImageLane)

function openImageLane(site: ImageSite, index: number) {
  const { layout, memory, network, parameters, shards } = site
  const { buffer } = memory
  const kernels = kernelsOver(site.module, memory)
  const settings = new Float64Array(buffer, layout.settings, imageSettings.count)
  const errors = new Float64Array(buffer, layout.errors, shards)
  const numbers = pixelNumbers(network)
  const mean = new Float32Array(buffer, layout.mean, numbers)
  const scratch = boundedScratch(layout.workspaces + index * layout.workspaceBytes, layout.workspaceBytes)
  const benchOf = (part: number) => {
    scratch.release(0)
    const total = settings[imageSettings.images]
    const from = Math.floor((part * total) / shards)
    const rows = Math.floor(((part + 1) * total) / shards) - from
    const gradients = layout.gradients + part * layout.gradientStride
    const bench: ImageBench = {
      ...{ kernels, scratch, network, rows, length: 1 },
      components: layout.components,
      weight: (name) => layout.weights + 4 * parameters.offsets.get(name)!,
      gradient: (name) => gradients + 4 * parameters.offsets.get(name)!,
      taps: (name) => layout.taps[name],
      floats: (at, count) => new Float32Array(buffer, at, count),
    }
    return { bench, picks: new Int32Array(buffer, layout.picks + 4 * from, rows), from }
  }
  const read = (bench: ImageBench, picks: Int32Array) => {
    const input = takeInput(bench)
    for (const [row, pick] of picks.entries()) {
      const pixels = new Uint8Array(buffer, layout.store + pick * numbers, numbers)
      placeImage(bench, input, row, pixels, mean, settings[imageSettings.spread])
    }
    return input
  }
  const run: Readonly<Record<number, (part: number) => void>> = {
    [imagePhases.train](part) {
      const { bench, picks } = benchOf(part)
      errors[part] = 0
      if (bench.rows > 0)
        errors[part] = learnFrom(bench, read(bench, picks), 1 / (settings[imageSettings.images] * numbers))
    },
    [imagePhases.update]: (part) => update(site, kernels, settings, part),
    [imagePhases.measure](part) {
      const { bench, picks } = benchOf(part)
      errors[part] = 0
      if (bench.rows === 0) return
      const input = read(bench, picks)
      const drawn = drawImages(bench, encodeImages(bench, input).output)
      errors[part] = squares(bench, drawn.output, input.plain)
    },
    [imagePhases.encode](part) {
      const { bench, picks, from } = benchOf(part)
      if (bench.rows === 0) return
      const { output } = encodeImages(bench, read(bench, picks))
      kernels.copy(bench.rows * network.width, output, layout.codes + 4 * from * network.width)
    },
    [imagePhases.turn](part) {
      const { bench, picks } = benchOf(part)
      if (bench.rows > 0) turn(site, bench, read(bench, picks).plain, part)
    },
  }
  return { run: (phase: number, part: number) => run[phase](part) }
}

/** Forward and backward through the bench's images: adds to the gradients, and returns the sum of squares. */
function learnFrom(bench: ImageBench, input: ReturnType<typeof takeInput>, weight: number): number {
  const coded = encodeImages(bench, input)
  const drawn = drawImages(bench, coded.output)
  const count = bench.rows * pixelNumbers(bench.network)
  const [found, wanted] = [bench.floats(drawn.output, count), bench.floats(input.plain, count)]
  let sum = 0
  for (let at = 0; at < count; at++) {
    const off = found[at] - wanted[at]
    sum += off * off
    found[at] = 2 * weight * off
  }
  coded.backward(drawn.backward(drawn.output))
  return sum
}

function squares(bench: ImageBench, a: Pointer, b: Pointer): number {
  const count = bench.rows * pixelNumbers(bench.network)
  const [left, right] = [bench.floats(a, count), bench.floats(b, count)]
  let sum = 0
  for (let at = 0; at < count; at++) sum += (left[at] - right[at]) ** 2
  return sum
}

/** Adds Xᵀ·(X·basis) of the bench's images to the part's own sum. */
function turn({ layout, network, span }: ImageSite, bench: ImageBench, images: Pointer, part: number): void {
  const { kernels, rows } = bench
  const numbers = pixelNumbers(network)
  const along = bench.scratch.take(rows * span)
  kernels.matrixProduct(
    ...([rows, span, numbers, images, 4 * numbers, 4] as const),
    ...([layout.basis, 4 * span, 32, along, 4 * span, false] as const),
  )
  kernels.matrixProduct(
    ...([numbers, span, rows, images, 4, 4 * numbers] as const),
    ...([along, 4 * span, 32, layout.turned + 4 * part * numbers * span, 4 * span, true] as const),
  )
}

function update(
  { layout, parameters, shards }: ImageSite,
  kernels: Kernels,
  settings: Float64Array,
  part: number,
) {
  const lines = parameters.floats / 16
  const from = Math.floor((part * lines) / shards) * 16
  const count = Math.floor(((part + 1) * lines) / shards) * 16 - from
  const at = 4 * from
  kernels.adam(
    ...([count, layout.weights + at, layout.first + at, layout.second + at] as const),
    ...([layout.gradients + at, layout.gradientStride, shards, 1, 0] as const),
    ...([settings[imageSettings.rate], 0.9, 0.999, settings[imageSettings.epsilon]] as const),
  )
}

/** Bytes of scratch that a shard takes at most: its passes are walked with kernels that do nothing. */
export function measureImageScratch(network: ImageNetwork, span: number): number {
  let used = 0
  let most = 0
  const scratch: Scratch = {
    take(count) {
      used += Math.ceil(count / 16) * 64
      most = Math.max(most, used)
      return 0
    },
    mark: () => used,
    release: (mark) => {
      used = mark
    },
  }
  const bench: ImageBench = {
    ...{ kernels: idleKernels, scratch, network, rows: imagesOfShard.train, length: 1 },
    ...{
      components: { coding: 0, drawing: 0, drawingBack: 0 },
      weight: () => 0,
      gradient: () => 0,
      taps: () => 0,
    },
    floats: (_at, count) => new Float32Array(count),
  }
  learnFrom(bench, takeInput(bench), 1)
  const learning = most
  used = 0
  const turning = { ...bench, rows: imagesOfShard.turn }
  takeInput(turning)
  scratch.take(turning.rows * span)
  return Math.max(learning, most) + 64 * 1024
}
