import { AntecedentError, fail } from '../../contract/errors.ts'
import type { Monitor } from '../../contract/monitor.ts'
import {
  type FromCompute,
  type Link,
  namelessSequences,
  type ToCompute,
} from '../backends/compute-protocol.ts'
import type { Graphics } from '../backends/graphics.ts'
import { answerOf } from '../backends/questions.ts'
import type { HeldModel } from '../training/held-model.ts'
import type { CheckpointStore } from '../training/train-model.ts'

/** Progress is told at most this often, but always with a detail. */
const tellEveryMs = 50

/** Answers one link with the graphics processor of this process. */
export function serveCompute(graphics: Graphics, link: Link<FromCompute, ToCompute>): void {
  let cancelled = false
  let saved: (() => void) | null = null
  let held: HeldModel | null = null
  const stop = () => {
    cancelled = true
    saved?.()
    void held?.close()
    held = null
  }
  const monitor = monitorOver(link, () => cancelled)

  const train = async ({ sequences, plan, checkpoint }: Extract<ToCompute, { kind: 'train' }>) => {
    const checkpoints: CheckpointStore = {
      load: () => checkpoint,
      save: (state) =>
        new Promise((resolve) => {
          saved = resolve
          link.post({ kind: 'checkpoint', checkpoint: state })
          if (cancelled) resolve()
        }),
    }
    const training = await graphics.train(namelessSequences(sequences), plan, monitor, checkpoints)
    link.post({ kind: 'trained', training })
  }
  const hold = async ({ model, rows, questions }: Extract<ToCompute, { kind: 'hold' }>) => {
    const opened = await graphics.hold(model, rows, questions, monitor)
    if (cancelled) return await opened.close()
    held = opened
    link.post({ kind: 'held' })
  }
  const ask = async ({ ticket, question }: Extract<ToCompute, { kind: 'ask' }>) => {
    try {
      if (held === null) throw new Error('no model is held')
      link.post({ kind: 'answered', ticket, values: await answerOf(held, question) })
    } catch (error) {
      link.post({ ...failure(error), ticket })
    }
  }
  const answer = async (message: ToCompute): Promise<void> => {
    if (message.kind === 'cancel') stop()
    else if (message.kind === 'saved') saved?.()
    else if (message.kind === 'find') link.post({ kind: 'found', adapter: await graphics.find() })
    else if (message.kind === 'parity') {
      const { model, steps, loss, adversary } = message
      const difference = await graphics.parity(model, steps, loss, adversary)
      link.post({ kind: 'compared', difference })
    } else if (message.kind === 'hold') await hold(message)
    else if (message.kind === 'ask') await ask(message)
    else if (message.kind === 'load') held?.load(message.weights)
    else await train(message)
  }
  link.onClosed(stop)
  link.onMessage((message) => {
    answer(message).catch((error: unknown) => link.post(failure(error)))
  })
}

function failure(error: unknown): Extract<FromCompute, { kind: 'failed' }> {
  if (error instanceof AntecedentError) {
    return { kind: 'failed', code: error.code, parameters: error.parameters }
  }
  const detail = error instanceof Error ? error.message : String(error)
  return { kind: 'failed', code: 'INTERNAL', parameters: { detail } }
}

function monitorOver(link: Link<FromCompute, ToCompute>, cancelled: () => boolean): Monitor {
  let last = 0
  const check = () => {
    if (cancelled()) throw fail('CANCELLED')
  }
  return {
    check,
    report(fraction, phase, detail) {
      check()
      const now = performance.now()
      if (detail === undefined && now - last < tellEveryMs) return
      last = now
      link.post({ kind: 'progress', fraction, phase, detail })
    },
  }
}
