import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * A name in `folder` for a project that gets its own only when it is whole. What programs that were killed have left
 * there under such names is removed.
 */
export async function unfinishedProject(folder: string): Promise<string> {
  for (const name of await readdir(folder)) {
    const owner = /^\.unfinished-(\d+)-\d+\.antecedent/.exec(name)?.[1]
    if (owner !== undefined && !lives(Number(owner))) await rm(join(folder, name), { force: true })
  }
  return join(folder, `.unfinished-${process.pid}-${Date.now()}.antecedent`)
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
