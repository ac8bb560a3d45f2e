import { enableCompileCache } from 'node:module'

/**
 * From now on what is imported is compiled once, not at every start: here, in the processes that are started from here, and in
 * the threads of all of them. Call it before the first import that counts. `folder` belongs to this user alone, since what lies there
 * is run; where it cannot be written, or another was named by NODE_COMPILE_CACHE, nothing changes.
 */
export function keepCompiledCode(folder: string): void {
  process.env.NODE_COMPILE_CACHE ??= folder
  enableCompileCache(process.env.NODE_COMPILE_CACHE)
}
