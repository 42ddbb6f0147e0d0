// The cases of FRAME, gathered from their topics.
import type { ConformanceCase } from '../case.ts';
import { frameFieldCases } from './frame-fields.ts';
import { frameJsonCases } from './frame-json.ts';
import { frameShapeCases } from './frame-shape.ts';
import { frameSizeCases } from './frame-size.ts';
import { frameUtf8Cases } from './frame-utf8.ts';
import { frameUtf8TableCases } from './frame-utf8-tables.ts';

/** The cases of FRAME. */
export const frameCases: readonly ConformanceCase[] = [
  ...frameShapeCases,
  ...frameFieldCases,
  ...frameSizeCases,
  ...frameUtf8Cases,
  ...frameUtf8TableCases,
  ...frameJsonCases,
];
