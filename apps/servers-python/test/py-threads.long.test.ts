// The server against profile `core` of the conformance suite: a test for each case.
import { describeServer } from './server-tests.ts';

describeServer('py-threads');
