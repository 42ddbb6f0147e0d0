// Addresses between the kernel's structures and text.
import { describe, expect, it } from 'vitest';
import { ADDRESS_BYTES, readAddress, writeAddress } from '../src/socket-address.ts';

describe('addresses', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['255.254.253.252', '255.254.253.252'],
    ['::', '::'],
    ['::1', '::1'],
    ['fe80:0:0:0:1:0:0:1', 'fe80::1:0:0:1'],
    ['2001:db8::', '2001:db8::'],
    ['2001:DB8:0:0:8:800:200C:417A', '2001:db8::8:800:200c:417a'],
    ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
    ['1:0:3:4:5:6:7:0', '1:0:3:4:5:6:7:0'],
    ['a0:0:0:1::', 'a0:0:0:1::'],
    ['::ffff:10.1.2.3', '::ffff:10.1.2.3'],
  ])('%s is told as %s', (address, told) => {
    const structure = new Uint8Array(ADDRESS_BYTES).fill(255);
    writeAddress(structure, { address, port: 54_321 });
    expect(readAddress(structure)).toEqual({ address: told, port: 54_321 });
  });

  it('a socket of another family has none', () => {
    const structure = new Uint8Array(ADDRESS_BYTES);
    structure[0] = 1;
    expect(readAddress(structure)).toEqual({ address: '', port: 0 });
  });
});
