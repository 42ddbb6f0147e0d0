// `prepack` and `postpack` of the packages that npm gets: run in a package's folder, before and after its files are packed.
import { postpack, prepack } from './packer.ts';

const [step] = process.argv.slice(2);
if (step === 'prepack') await prepack(process.cwd());
else if (step === 'postpack') postpack(process.cwd());
else {
  process.stderr.write('packer: prepack or postpack\n');
  process.exitCode = 2;
}
