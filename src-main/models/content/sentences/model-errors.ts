import { AntecedentError, fail } from '../../../contract/errors.ts'

/** The runtime's own words as an error of the catalogue. */
export function asModelError(error: unknown, opset: number): AntecedentError {
  if (error instanceof AntecedentError) return error
  const detail = (error instanceof Error ? error.message : String(error)).replace(/^.*ERROR_MESSAGE:\s*/s, '')
  const operator =
    /could not find an implementation for (\S+)/i.exec(detail)?.[1] ??
    /fatal error: (\S+) is not a registered/i.exec(detail)?.[1] ??
    /no op(?:erator)? (?:schema )?registered for (\S+)/i.exec(detail)?.[1]
  if (operator !== undefined) {
    return fail('MODELS_SENTENCE_OPERATOR_UNSUPPORTED', { operator, opset })
  }
  if (/opset \d+ is under development|unsupported model ir version/i.test(detail)) {
    return fail('MODELS_SENTENCE_OPERATOR_UNSUPPORTED', { operator: detail.slice(0, 80), opset })
  }
  if (/protobuf parsing failed/i.test(detail))
    return fail('MODELS_SENTENCE_FILE_UNREADABLE', { file: 'ONNX' })
  if (/out of (data )?bounds|indices element/i.test(detail) && /gather/i.test(detail)) {
    return fail('MODELS_SENTENCE_TOKENIZER_MISMATCH')
  }
  return fail('MODELS_SENTENCE_MODEL_FAILED', { detail: detail.slice(0, 300) })
}
