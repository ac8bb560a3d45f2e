import type { MessagePort } from 'node:worker_threads'
import { findKernel } from './kernels.ts'
import { toPlainError } from './render.ts'
import type { FromKernelThread, ToKernelThread } from './worker-protocol.ts'

/** Runs kernels on this thread until it is terminated. */
export function serveKernels(port: MessagePort): void {
  const shares = new Map<number, unknown>()
  const answer = async (message: Extract<ToKernelThread, { kind: 'task' }>): Promise<FromKernelThread> => {
    try {
      const kernel = await findKernel(message.kernel)
      return {
        kind: 'done',
        task: message.task,
        result: await kernel.run(shares.get(message.share), message.value),
      }
    } catch (error) {
      return { kind: 'failed', task: message.task, error: toPlainError(error) }
    }
  }
  port.on('message', async (message: ToKernelThread) => {
    if (message.kind === 'share') shares.set(message.share, message.value)
    else if (message.kind === 'forget') shares.delete(message.share)
    else port.postMessage(await answer(message))
  })
}
