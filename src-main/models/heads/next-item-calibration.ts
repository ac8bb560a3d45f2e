import type { NextItemCalibration } from '../../contract/models.ts'
import { type Monitor, partOf } from '../../contract/monitor.ts'
import type { Parallel } from '../../numeric/parallel.ts'
import { scoresAfter } from '../apply-model.ts'
import { evenly, trialsOf } from '../data/leave-one-out.ts'
import type { Sequences } from '../data/sequences.ts'
import type { HoldModel } from '../hold-model.ts'
import type { SavedModel } from '../saving/saved-model.ts'
import { historyLength } from '../training/objective.ts'
import { minimise } from './golden-section.ts'
import { qualityOfProbabilities, reliabilityBins } from './reliability.ts'

/** Multiply-adds that calibrating may take, and scores that are held at once, beyond those of the fewest users. */
const budget = { products: 4e8, scores: 8e6 } as const
/** A temperature is fitted on no fewer users: one user's item would be fitted by any extreme. */
const fewest = 20

/**
 * The temperature that makes the softmax over all items say what it means (Guo et al. 2017): the least log loss of the
 * validation items; its worth on the test items. A model trained on a sampled loss profits most: its scores' scale is not the
 * softmax's. Users are taken evenly from the list where all would take long. The temperature stays 1 where fewer than 20 users hold an item
 * out, or where none is better. null where nobody holds an item out.
 */
export async function calibrateNextItem(
  model: SavedModel,
  sequences: Sequences,
  place: Parallel | HoldModel,
  monitor: Monitor,
): Promise<NextItemCalibration | null> {
  const validation = await answers(model, sequences, 'validation', place, partOf(monitor, 0, 0.5))
  if (validation === null) return null
  const temperature = temperatureFor(validation, monitor)
  const test = (await answers(model, sequences, 'test', place, partOf(monitor, 0.5, 1)))!
  const [before, after] = [likeliest(test, 1), likeliest(test, temperature)]
  return {
    temperature,
    logLoss: [lossAt(test, 1), lossAt(test, temperature)],
    ece: [
      qualityOfProbabilities(before.probability, before.right).ece,
      qualityOfProbabilities(after.probability, after.right).ece,
    ],
    reliability: reliabilityBins(after.probability, after.right),
    tested: test.targets.length,
  }
}

function temperatureFor(validation: Answers, monitor: Monitor): number {
  if (validation.targets.length < fewest) return 1
  const loss = (temperature: number) => {
    monitor.check()
    return lossAt(validation, temperature)
  }
  const fitted = Math.exp(minimise((at) => loss(Math.exp(at)), Math.log(0.1), Math.log(10)))
  return loss(fitted) < loss(1) ? fitted : 1
}

/** Scores of all items, by row, and which came. */
interface Answers {
  readonly items: number
  readonly scores: Float32Array
  readonly targets: readonly number[]
}

async function answers(
  model: SavedModel,
  sequences: Sequences,
  part: 'validation' | 'test',
  place: Parallel | HoldModel,
  monitor: Monitor,
): Promise<Answers | null> {
  const { items, width } = model.architecture
  const all = trialsOf(sequences, part, historyLength(model.architecture))
  const most = Math.max(
    fewest,
    Math.floor(Math.min(budget.products / (items * width), budget.scores / items)),
  )
  const trials = evenly(all, most)
  if (trials.length === 0) return null
  const scores = await scoresAfter(model, sequences, trials, place, monitor)
  return { items, scores, targets: trials.map(({ target }) => target) }
}

function lossAt({ items, scores, targets }: Answers, temperature: number): number {
  let sum = 0
  for (const [row, target] of targets.entries()) {
    const own = scores.subarray(row * items, (row + 1) * items)
    sum += logTotal(own, temperature) - own[target] / temperature
  }
  return sum / targets.length
}

function likeliest({ items, scores, targets }: Answers, temperature: number) {
  const probability: number[] = []
  const right: number[] = []
  for (const [row, target] of targets.entries()) {
    const own = scores.subarray(row * items, (row + 1) * items)
    let best = 0
    for (let item = 1; item < items; item++) if (own[item] > own[best]) best = item
    probability.push(Math.exp(own[best] / temperature - logTotal(own, temperature)))
    right.push(best === target ? 1 : 0)
  }
  return { probability, right }
}

/** ln Σ e^(score / temperature) */
function logTotal(scores: Float32Array, temperature: number): number {
  let largest = Number.NEGATIVE_INFINITY
  for (const score of scores) if (score > largest) largest = score
  let sum = 0
  for (const score of scores) sum += Math.exp((score - largest) / temperature)
  return largest / temperature + Math.log(sum)
}
