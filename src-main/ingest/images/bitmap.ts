import { fail } from '../../contract/errors.ts'

/** Four bytes a pixel, by rows: red, green, blue, opacity. */
export interface Bitmap {
  readonly width: number
  readonly height: number
  readonly pixels: Uint8Array
}

export const unreadableImage = () => fail('INGEST_IMAGE_UNREADABLE')
