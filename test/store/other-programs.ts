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

/** Ways to start a program under conditions that a test cannot make for itself. */
export interface Conditions {
  /** Shell commands before it: `ulimit -f 100`. */
  readonly limits?: string
  /** As a user whom permissions bind, where the test runs as root. */
  readonly asNobody?: boolean
}

export function startProgram(
  name: string,
  parameters: readonly string[],
  conditions: Conditions = {},
): Program {
  const file = fileURLToPath(new URL(`programs/${name}.ts`, import.meta.url))
  const { limits = ':', asNobody = false } = conditions
  const user = asNobody && process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const command = ['-c', `${limits}; exec "$@"`, 'bash', process.execPath, file, ...parameters]
  const child = spawn('bash', command, user)
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
