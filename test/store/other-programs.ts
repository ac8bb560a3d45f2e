import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'

/** Another process that runs one of `programs/`. */
export interface Program {
  readonly process: ChildProcess
  /** The next line that it writes; null once it has ended. */
  line(): Promise<string | null>
  /** kill -9, and until it is gone. */
  kill(): Promise<void>
  ended(): Promise<void>
}

/** `limits` are shell commands before it, such as `ulimit -f 100`. */
export function startProgram(name: string, parameters: readonly string[], limits = ':'): Program {
  const file = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url))
  const command = ['-c', `${limits}; exec "$@"`, 'bash', process.execPath, file, ...parameters]
  const child = spawn('bash', command)
  child.stderr?.pipe(process.stderr)
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  const gone = new Promise<void>((resolve) => void child.once('exit', () => resolve()))
  const kill = async () => {
    child.kill('SIGKILL')
    await gone
  }
  onTestFinished(kill)
  return {
    process: child,
    async line() {
      const next = await lines.next()
      return next.done ? null : next.value
    },
    kill,
    ended: () => gone,
  }
}
