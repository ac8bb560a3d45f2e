import { type Dir, opendirSync } from 'node:fs'
import { basename, extname, join, relative } from 'node:path'
import { fail } from '../../contract/errors.ts'
import type { Monitor } from '../../contract/monitor.ts'

export interface ImagesFound {
  /** Paths from the folder, in the order of their names. */
  readonly files: readonly string[]
  /** Images of other formats, by their names. */
  readonly otherImages: number
  /** Files of other kinds. */
  readonly others: number
}

const imageName = /\.(png|jpe?g|webp)$/i
const otherImageName = /\.(gif|avif|heic|heif|bmp|tiff?|jxl|svg)$/i

/** PNG, JPEG and WebP files below a folder, by their names; links to folders are not followed. Throws INGEST_FOLDER_UNREADABLE. */
export function findImages(folder: string, monitor: Monitor): ImagesFound {
  const files: string[] = []
  let [otherImages, others] = [0, 0]
  const waiting = [folder]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const open = openFolder(at)
    try {
      for (let entry = open.readSync(); entry !== null; entry = open.readSync()) {
        if ((files.length + otherImages + others) % 256 === 0) monitor.check()
        if (entry.isDirectory()) waiting.push(join(at, entry.name))
        else if (imageName.test(entry.name)) files.push(relative(folder, join(at, entry.name)))
        else if (otherImageName.test(entry.name)) otherImages++
        else others++
      }
    } finally {
      open.closeSync()
    }
  }
  return { files: files.sort(byCodeUnits), otherImages, others }
}

/** Which item an image shows where nothing else is said: the file's name without its ending. */
export function itemOfFile(file: string): string {
  return basename(file, extname(file))
}

function openFolder(path: string): Dir {
  try {
    return opendirSync(path, { bufferSize: 1024 })
  } catch {
    throw fail('INGEST_FOLDER_UNREADABLE', { path })
  }
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
