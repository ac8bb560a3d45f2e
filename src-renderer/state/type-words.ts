import * as m from '../../messages/compiled/messages.js'
import type { ColumnType } from '../../src-main/contract/data.ts'

/** Types of a file's columns. */
export const typeWords: Readonly<Record<ColumnType, () => string>> = {
  text: () => m.ui_type_text(),
  number: () => m.ui_type_number(),
  boolean: () => m.ui_type_boolean(),
  time: () => m.ui_type_time(),
  category: () => m.ui_type_category(),
}
