import type { JobInformation } from '../contract/pipeline.ts'
import type { Words } from '../contract/words.ts'

/** How many ended jobs are remembered. */
const remembered = 100

/** What long requests are doing and have done since the engine started, newest first. */
export interface JobRegister {
  readonly list: () => readonly JobInformation[]
  begin(method: string): JobEntry
}

export interface JobEntry {
  progress(fraction: number, phase: Words | null): void
  end(state: 'done' | 'failed' | 'cancelled', errorCode?: string): void
}

export function jobRegister(onChange: () => void): JobRegister {
  let jobs: JobInformation[] = []
  let lastId = 0

  const replace = (id: number, change: Partial<JobInformation>) => {
    jobs = jobs.map((job) => (job.id === id ? { ...job, ...change } : job))
  }

  return {
    list: () => jobs,
    begin(method) {
      const id = ++lastId
      const job: JobInformation = {
        id,
        method,
        state: 'queued',
        fraction: 0,
        phase: null,
        startedAt: Date.now(),
        endedAt: null,
        errorCode: null,
      }
      jobs = [job, ...jobs].slice(0, remembered)
      onChange()
      return {
        progress: (fraction, phase) => replace(id, { state: 'running', fraction, phase }),
        end(state, errorCode) {
          replace(id, {
            state,
            endedAt: Date.now(),
            errorCode: errorCode ?? null,
            ...(state === 'done' ? { fraction: 1 } : {}),
          })
          onChange()
        },
      }
    },
  }
}
