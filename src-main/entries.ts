import { availableParallelism } from 'node:os'
import type { EngineOptions } from './engine/engine.ts'

const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js'

/** Where the other entries lie: beside this file, as source or as built. */
export const entries: EngineOptions = {
  worker: new URL(`./worker${extension}`, import.meta.url),
  storage: new URL(`./storage-thread${extension}`, import.meta.url),
  graphics: new URL(`./compute-process${extension}`, import.meta.url),
  threads: availableParallelism(),
}
