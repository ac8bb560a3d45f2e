import { fail } from '../../contract/errors.ts'
import { type Monitor, silent } from '../../contract/monitor.ts'
import { words } from '../../contract/words.ts'
import type { Checkpoint, CheckpointStore } from '../training/train-model.ts'
import {
  type ComputeLink,
  errorOf,
  type FromCompute,
  plainSequences,
  type ToCompute,
} from './compute-protocol.ts'
import type { FoundAdapter, Graphics } from './graphics.ts'
import { holdRemotely } from './remote-model.ts'

/** A cancel is heard within this long, whatever the other end is doing. */
const listenEveryMs = 100

/** A graphics processor in another process, which `connect` gives a link to for each thing asked. */
export function remoteGraphics(connect: () => Promise<ComputeLink>): Graphics {
  let found: Promise<FoundAdapter> | null = null
  const none: FoundAdapter = { device: null, reason: words('backend_no_adapter') }
  return {
    find() {
      found ??= ask(connect, { kind: 'find' }, silent).then(
        (answer) => (answer.kind === 'found' ? answer.adapter : none),
        () => {
          found = null
          return none
        },
      )
      return found
    },
    async parity(model, steps, loss, adversary) {
      try {
        const answer = await ask(connect, { kind: 'parity', model, steps, loss, adversary }, silent)
        return answer.kind === 'compared' ? answer.difference : Number.POSITIVE_INFINITY
      } catch {
        return Number.POSITIVE_INFINITY
      }
    },
    async train(sequences, plan, monitor, checkpoints) {
      const checkpoint = checkpoints?.load() ?? null
      const request = { kind: 'train', sequences: plainSequences(sequences), plan, checkpoint } as const
      const answer = await ask(connect, request, monitor, checkpoints)
      if (answer.kind !== 'trained') throw fail('MODELS_DEVICE_LOST', { detail: answer.kind })
      return answer.training
    },
    async hold(model, rows, questions, monitor) {
      return await holdRemotely(await opened(connect), model, rows, questions, monitor)
    },
  }
}

/** The last message that comes back. Throws what failed there, CANCELLED, and MODELS_DEVICE_LOST where the link breaks. */
async function ask(
  connect: () => Promise<ComputeLink>,
  request: ToCompute,
  monitor: Monitor,
  checkpoints?: CheckpointStore,
): Promise<FromCompute> {
  const link = await opened(connect)
  let listening: ReturnType<typeof setInterval> | undefined
  try {
    return await new Promise<FromCompute>((resolve, reject) => {
      const orReject = (run: () => void) => {
        try {
          run()
        } catch (error) {
          link.post({ kind: 'cancel' })
          reject(error)
        }
      }
      const keep = async (checkpoint: Checkpoint) => {
        await checkpoints?.save(checkpoint)
        link.post({ kind: 'saved' })
      }
      link.onClosed((detail) => reject(fail('MODELS_DEVICE_LOST', { detail })))
      link.onMessage((message) => {
        if (message.kind === 'progress') {
          orReject(() => monitor.report(message.fraction, message.phase, message.detail))
        } else if (message.kind === 'checkpoint') keep(message.checkpoint).catch(reject)
        else if (message.kind === 'failed') reject(errorOf(message))
        else resolve(message)
      })
      listening = setInterval(() => orReject(() => monitor.check()), listenEveryMs)
      link.post(request)
    })
  } finally {
    clearInterval(listening)
    link.close()
  }
}

function opened(connect: () => Promise<ComputeLink>): Promise<ComputeLink> {
  return connect().catch((error: unknown) => {
    throw fail('MODELS_DEVICE_LOST', { detail: error instanceof Error ? error.message : String(error) })
  })
}
