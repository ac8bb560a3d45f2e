import type { Monitor } from '../contract/monitor.ts'
import type { Trial } from './data/leave-one-out.ts'
import type { Sequences } from './data/sequences.ts'
import type { Awaitable, Batch, HeldModel } from './training/held-model.ts'
import { questionBatch } from './training/objective.ts'

/**
 * Asks a held model about trials, as many at once as it takes, and hands every answer on in their order. So many batches are under way
 * as keep a device busy. `change` may disturb what is asked; it is told the first trial of the batch.
 */
export async function askInBatches<Answer>(
  held: HeldModel,
  sequences: Sequences,
  trials: readonly Trial[],
  monitor: Monitor,
  ask: (batch: Batch) => Awaitable<Answer>,
  take: (answer: Answer, first: number, rows: number) => void,
  change: (batch: Batch, first: number) => Batch = (batch) => batch,
): Promise<void> {
  const underWay: { readonly answer: Awaitable<Answer>; readonly first: number; readonly rows: number }[] = []
  let done = 0
  const settle = async () => {
    const { answer, first, rows } = underWay.shift()!
    take(await answer, first, rows)
    done += rows
  }
  for (let first = 0; first < trials.length; first += held.most) {
    monitor.report(done / trials.length)
    const asked = trials.slice(first, first + held.most)
    const batch = change(questionBatch(held.architecture, sequences, asked), first)
    underWay.push({ answer: noticed(ask(batch)), first, rows: asked.length })
    if (underWay.length > held.ahead) await settle()
  }
  while (underWay.length > 0) {
    await settle()
    monitor.report(done / trials.length)
  }
}

/** An answer that nobody may ask for any more, once an earlier one failed. */
function noticed<Answer>(answer: Awaitable<Answer>): Awaitable<Answer> {
  if (answer instanceof Promise) answer.catch(() => undefined)
  return answer
}
