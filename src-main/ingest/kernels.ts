import { readThumbnails } from './images/read-thumbnails.ts'

/** What worker threads can run for reading files. */
export const ingestKernels = [readThumbnails] as const
