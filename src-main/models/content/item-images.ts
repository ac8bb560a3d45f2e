import { fail } from '../../contract/errors.ts'
import { type Monitor, partOf } from '../../contract/monitor.ts'
import { words } from '../../contract/words.ts'
import { type RefusedImage, readThumbnails } from '../../ingest/images/read-thumbnails.ts'
import type { Parallel } from '../../numeric/parallel.ts'
import { random, shuffle } from '../../numeric/random.ts'
import { fitImages, type ImageFit } from './images/fit-images.ts'
import { type ImageLearner, openImageLearner } from './images/image-learner.ts'

/** Images of items: `files` below `folder`, each of the item of that code. */
export interface ItemImages {
  readonly folder: string
  readonly files: readonly string[]
  readonly codes: Int32Array
  readonly items: readonly string[]
}

export interface ImageSettings {
  readonly width: number
  /** Pixels of a side that an image is made small to, a multiple of 8. */
  readonly size: number
  /** Images at most that the network learns from; all are given vectors. */
  readonly learnFrom: number
  readonly epochs: number
  readonly patience: number
  readonly seed: number
  /** Bytes that may be held. */
  readonly memoryLimit: number
}

export interface ImageVectors {
  readonly items: readonly string[]
  readonly width: number
  /** `width` numbers an item, the mean over its images; zero where none could be read. */
  readonly vectors: Float32Array
  /** Images of each item that were read. */
  readonly images: Int32Array
  readonly fit: ImageFit
  readonly parameters: number
  /** Images that could not be read, and the first of them in the order of their names. */
  readonly refusedImages: number
  readonly refused: readonly RefusedFile[]
}

export interface RefusedFile extends Omit<RefusedImage, 'at'> {
  readonly file: string
}

/** Fewer cannot be held apart to learn, to stop and to test. */
const fewest = 20

/** Files of one task: a thread tells how far it is after each. */
const filesOfTask = 16

/** Files that are in memory at once. */
const filesOfRound = 2048

/** Refused images that are named. */
const mostNamed = 100

/**
 * A vector for each item from its images, by a convolutional autoencoder that is trained on a sample of them. Images are read from disk
 * as they are needed, each once: what is held is the sample and the vectors, however many images there are.
 *
 * Throws MODELS_TOO_FEW_IMAGES, MODELS_TOO_LARGE.
 */
export async function itemVectorsOfImages(
  { folder, files, codes, items }: ItemImages,
  settings: ImageSettings,
  parallel: Parallel,
  monitor: Monitor,
): Promise<ImageVectors> {
  const { width, size, seed } = settings
  checkMemory(items.length, files.length, settings)
  const { sample, others } = sampleOf(files.length, settings.learnFrom, seed)
  const reader = imageReader(folder, files, size, parallel)
  // What reading costs is spread over the job as the images are.
  const soFar = 0.6 * (sample.length / files.length) + 0.05
  const learnt = await reader.read(sample, partOf(monitor, 0, soFar))
  const readable = learnt.places.length
  if (readable < fewest) throw fail('MODELS_TOO_FEW_IMAGES', { images: readable, needed: fewest })

  const room = Math.max(readable, Math.min(filesOfRound, others.length))
  const learner = openImageLearner({ width, size }, room, seed, parallel, monitor)
  const sums = new Float32Array(items.length * width)
  const images = new Int32Array(items.length)
  const take = ({ places, pixels }: Readable) => {
    learner.store.set(pixels)
    addCodes(learner, places, codes, sums, images)
  }
  let fit: ImageFit
  try {
    learner.store.set(learnt.pixels)
    fit = fitImages(learner, readable, settings, partOf(monitor, soFar, soFar + 0.3))
  } finally {
    await learner.close()
  }
  take(learnt)
  for (let from = 0; from < others.length; from += filesOfRound) {
    const round = others.subarray(from, from + filesOfRound)
    const at = (share: number) => soFar + 0.3 + (0.65 - soFar) * share
    const own = partOf(monitor, at(from / others.length), at((from + round.length) / others.length))
    take(await reader.read(round, own))
  }
  for (let row = 0; row < items.length; row++) {
    for (let k = row * width; k < (row + 1) * width; k++) sums[k] /= Math.max(1, images[row])
  }
  return {
    ...{ items, width, vectors: sums, images, fit, parameters: learner.parameters },
    ...{ refusedImages: reader.refusedImages(), refused: reader.refused() },
  }
}

/** Images that could be read: their places among the files and their pixels, one after the other. */
interface Readable {
  readonly places: readonly number[]
  readonly pixels: Uint8Array
}

function imageReader(folder: string, files: readonly string[], size: number, parallel: Parallel) {
  const numbers = 3 * size * size
  const refused: { readonly place: number; readonly why: Omit<RefusedImage, 'at'> }[] = []
  let refusedImages = 0
  return {
    async read(wanted: Int32Array, monitor: Monitor): Promise<Readable> {
      const tasks = []
      for (let from = 0; from < wanted.length; from += filesOfTask) {
        const own = wanted.subarray(from, from + filesOfTask)
        tasks.push({ files: Array.from(own, (place) => files[place]) })
      }
      const found = await parallel.map(readThumbnails, { folder, size }, tasks, (done) =>
        monitor.report(done / tasks.length, words('phase_reading_images')),
      )
      const places: number[] = []
      const pixels = new Uint8Array(wanted.length * numbers)
      for (const [task, answer] of found.entries()) {
        const unread = new Set(answer.refused.map(({ at }) => at))
        for (const at of tasks[task].files.keys()) {
          if (unread.has(at)) continue
          const own = answer.pixels.subarray(at * numbers, (at + 1) * numbers)
          pixels.set(own, places.length * numbers)
          places.push(wanted[task * filesOfTask + at])
        }
        refusedImages += answer.refused.length
        for (const { at, ...why } of answer.refused) {
          refused.push({ place: wanted[task * filesOfTask + at], why })
        }
      }
      refused.sort((a, b) => a.place - b.place).splice(mostNamed)
      return { places, pixels: pixels.subarray(0, places.length * numbers) }
    },
    refusedImages: () => refusedImages,
    refused: () => refused.map(({ place, why }) => ({ file: files[place], ...why })),
  }
}

/** Adds the codes of the images at the beginning of the store to those of their items. */
function addCodes(
  learner: ImageLearner,
  places: readonly number[],
  codes: Int32Array,
  sums: Float32Array,
  images: Int32Array,
): void {
  const { width } = learner.network
  const vectors = learner.encode(Int32Array.from(places.keys()))
  for (const [row, place] of places.entries()) {
    const item = codes[place]
    images[item]++
    for (let k = 0; k < width; k++) sums[item * width + k] += vectors[row * width + k]
  }
}

/** Places that are learnt from, drawn by the seed, and the others, each in order. */
function sampleOf(count: number, most: number, seed: number) {
  const places = Int32Array.from({ length: count }, (_, at) => at)
  if (count <= most) return { sample: places, others: new Int32Array(0) }
  shuffle(places, random(seed, 'image-sample'))
  return { sample: places.slice(0, most).sort(), others: places.slice(most).sort() }
}

/** Vectors twice over, as sums and written, beside the images' names and the sample. */
function checkMemory(
  items: number,
  files: number,
  { width, size, learnFrom, memoryLimit }: ImageSettings,
): void {
  const needed = 8 * items * width + 200 * files + 6 * size * size * Math.min(files, learnFrom)
  if (needed <= memoryLimit) return
  const inMegabytes = (bytes: number) => Math.ceil(bytes / 2 ** 20)
  throw fail('MODELS_TOO_LARGE', { items, needed: inMegabytes(needed), limit: inMegabytes(memoryLimit) })
}
