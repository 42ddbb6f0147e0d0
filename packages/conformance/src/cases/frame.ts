// The cases of FRAME, gathered from their topics.
import type { ConformanceCase } from '../case.ts';
import { frameFieldCases } from './frame-fields.ts';
import { frameShapeCases } from './frame-shape.ts';
import { frameSizeCases } from './frame-size.ts';
import { frameUtf8Cases } from './frame-utf8.ts';

/** The cases of FRAME. */
export const frameCases: readonly ConformanceCase[] = [
  ...frameShapeCases,
  ...frameFieldCases,
  ...frameSizeCases,
  ...frameUtf8Cases,
];
