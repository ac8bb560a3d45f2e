import type { MethodName, Request, Response } from '../../src-main/contract/methods.ts'
import type { ProgressDetail } from '../../src-main/contract/monitor.ts'
import { cancelRequest, type EngineFailure, isFailure, send } from './engine.ts'
import { project } from './project.svelte.ts'

export interface Job {
  readonly key: number
  readonly method: MethodName
  /** What is being done, in words; a function so that it follows the language. */
  readonly title: () => string
  state: 'running' | 'done' | 'failed' | 'cancelled'
  fraction: number
  phase: string
  readonly startedAt: number
  endedAt: number | null
  failure: EngineFailure | null
  readonly cancel: () => void
}

/** Jobs of this window, newest first. */
class Jobs {
  all = $state<Job[]>([])

  get running(): Job[] {
    return this.all.filter((job) => job.state === 'running')
  }

  /** Whether a job of this method is under way. */
  runs(method: MethodName): boolean {
    return this.running.some((job) => job.method === method)
  }

  /** Cancels what runs. Resolves when nothing does any more. */
  async stop(): Promise<void> {
    for (const job of this.running) job.cancel()
    while (this.running.length > 0) await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

export const jobs = new Jobs()

const kept = 50
let lastKey = 0

/**
 * Starts a job that the job bar shows. `onDetail` hears what it tells beside how far it is. Resolves when also what the window
 * shows of the project knows what the job made. Rejects with an `EngineFailure`; code CANCELLED where the analyst cancelled it.
 */
export async function runJob<Name extends MethodName>(
  method: Name,
  params: Request<Name>,
  title: () => string,
  onDetail?: (detail: ProgressDetail) => void,
): Promise<Response<Name>> {
  lastKey += 1
  const key = lastKey
  const request = send(method, params, (progress) => {
    const job = find(key)
    if (progress.detail !== undefined) onDetail?.(progress.detail)
    if (job === undefined) return
    job.fraction = Math.max(job.fraction, progress.fraction)
    job.phase = progress.phase
  })
  jobs.all = [
    {
      key,
      method,
      title,
      state: 'running' as const,
      fraction: 0,
      phase: '',
      startedAt: Date.now(),
      endedAt: null,
      failure: null,
      cancel: () => cancelRequest(request.id),
    },
    ...jobs.all,
  ].slice(0, kept)
  try {
    const result = await request.answer
    await project.settled()
    end(key, 'done', null)
    return result
  } catch (error) {
    const failure = isFailure(error) ? error : null
    end(key, failure?.code === 'CANCELLED' ? 'cancelled' : 'failed', failure)
    throw error
  }
}

/** Milliseconds that a job still needs at its pace so far; null while that cannot be said. */
export function timeLeft(job: Job, now: number): number | null {
  const elapsed = now - job.startedAt
  if (job.fraction < 0.03 || elapsed < 1500) return null
  return (elapsed / job.fraction) * (1 - job.fraction)
}

function find(key: number): Job | undefined {
  return jobs.all.find((job) => job.key === key)
}

function end(key: number, state: Job['state'], failure: EngineFailure | null): void {
  const job = find(key)
  if (job === undefined) return
  job.state = state
  job.failure = failure
  job.endedAt = Date.now()
  if (state === 'done') job.fraction = 1
}
