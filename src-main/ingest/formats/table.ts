import type { FileFormat } from './file-format.ts'
import { jsonLines } from './json-lines/json-lines.ts'
import { parquet } from './parquet/parquet.ts'
import { delimitedText } from './text/delimited-text.ts'
import { workbook } from './workbook/workbook.ts'

/** Every format of files that are read, in the order in which they are tried; text is whatever no other one recognises. */
export const formats: readonly FileFormat[] = [parquet, workbook, jsonLines, delimitedText]
