// Each selector under the cases of all, and what is its own.
import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DefaultSelector,
  EpollSelector,
  EVENT_READ,
  EVENT_WRITE,
  PollSelector,
  SelectSelector,
} from '@hubbub/selectors';
import { describe, expect, it } from 'vitest';
import { describeReadiness, describeScalableSelector } from './readiness-cases.ts';
import { describeRegistration } from './registration-cases.ts';
import { cleanUpAfterEach, makePair, own } from './resources.ts';

for (const Selector of [EpollSelector, PollSelector, SelectSelector]) {
  describeRegistration(Selector);
  describeReadiness(Selector);
}
for (const Selector of [EpollSelector, PollSelector]) describeScalableSelector(Selector);

describe('DefaultSelector', () => {
  it('is the best there is', () => {
    expect(DefaultSelector).toBe(EpollSelector);
  });
});

describe('EpollSelector alone', () => {
  cleanUpAfterEach();

  it('has a descriptor, which is readable while something is ready', () => {
    const inner = own(new EpollSelector());
    const outer = own(new PollSelector());
    const [reader, writer] = makePair();
    inner.register(reader, EVENT_READ);
    outer.register(inner, EVENT_READ);
    expect(outer.select(0)).toEqual([]);
    writer.send(Uint8Array.of(1));
    expect(outer.select(0)).toHaveLength(1);
  });

  it('does not register what the kernel refuses: a regular file, a closed descriptor', () => {
    const selector = own(new EpollSelector());
    const folder = mkdtempSync(join(tmpdir(), 'selectors-'));
    const fd = openSync(join(folder, 'file'), 'w');
    expect(() => selector.register(fd, EVENT_READ)).toThrow(
      expect.objectContaining({ code: 'EPERM', syscall: 'epoll_ctl' }),
    );
    closeSync(fd);
    rmSync(folder, { recursive: true });
    expect(() => selector.register(fd, EVENT_READ)).toThrow(expect.objectContaining({ code: 'EBADF' }));
    expect(selector.getMap()?.size).toBe(0);
  });

  it('is no longer registered where a change is refused', () => {
    const selector = own(new EpollSelector());
    const [reader] = makePair();
    selector.register(reader, EVENT_READ);
    const fd = reader.fileno();
    reader.close();
    expect(() => selector.modify(fd, EVENT_WRITE)).toThrow(expect.objectContaining({ code: 'EBADF' }));
    expect(selector.getMap()?.size).toBe(0);
  });
});

describe('SelectSelector alone', () => {
  cleanUpAfterEach();

  it('refuses descriptors that do not fit a set', () => {
    const selector = own(new SelectSelector());
    expect(() => selector.register(1024, EVENT_READ)).toThrow(
      expect.objectContaining({ code: 'argument_invalid' }),
    );
    expect(selector.getMap()?.size).toBe(0);
  });

  it('says where a descriptor was closed behind its back', () => {
    const selector = own(new SelectSelector());
    const [reader] = makePair();
    selector.register(reader.fileno(), EVENT_READ);
    reader.close();
    expect(() => selector.select(0)).toThrow(expect.objectContaining({ code: 'EBADF', syscall: 'select' }));
  });
});
