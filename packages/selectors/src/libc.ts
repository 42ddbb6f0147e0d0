// The functions of libc as this package calls them: C's order of arguments, and -1 where they fail.
import { bind, errno, isLinux, type Memory } from './native.ts';

/** Numbers of errno. Linux's; `EINTR` is everybody's. */
export const ERRNO = Object.freeze({
  EINTR: 4,
  EAGAIN: 11,
  ECONNABORTED: 103,
  ENOTCONN: 107,
  EINPROGRESS: 115,
});

/** Each throws `unsupported_platform` where this platform does not have it. Reading `errno` must come right after. */
export const libc = Object.freeze({
  errno,
  poll: bind<(fds: Memory, count: number, timeoutMs: number) => number>(
    'poll',
    'int poll(void *fds, unsigned long count, int timeout)',
  ),
  select: bind<
    (nfds: number, readers: Memory, writers: Memory, exceptions: Memory, timeval: Memory) => number
  >('select', 'int select(int nfds, void *readers, void *writers, void *exceptions, void *timeval)'),
  close: bind<(fd: number) => number>('close', 'int close(int fd)'),

  epollCreate: bind<(flags: number) => number>('epoll_create1', 'int epoll_create1(int flags)', isLinux),
  epollControl: bind<(epollFd: number, operation: number, fd: number, event: Memory) => number>(
    'epoll_ctl',
    'int epoll_ctl(int epfd, int op, int fd, void *event)',
    isLinux,
  ),
  epollWait: bind<(epollFd: number, events: Memory, max: number, timeoutMs: number) => number>(
    'epoll_wait',
    'int epoll_wait(int epfd, void *events, int max, int timeout)',
    isLinux,
  ),

  socket: bind<(family: number, type: number, protocol: number) => number>(
    'socket',
    'int socket(int family, int type, int protocol)',
    isLinux,
  ),
  socketPair: bind<(family: number, type: number, protocol: number, fds: Memory) => number>(
    'socketpair',
    'int socketpair(int family, int type, int protocol, void *fds)',
    isLinux,
  ),
  bindSocket: bind<(fd: number, address: Memory, length: number) => number>(
    'bind',
    'int bind(int fd, void *address, uint32_t length)',
    isLinux,
  ),
  connect: bind<(fd: number, address: Memory, length: number) => number>(
    'connect',
    'int connect(int fd, void *address, uint32_t length)',
    isLinux,
  ),
  listen: bind<(fd: number, backlog: number) => number>('listen', 'int listen(int fd, int backlog)', isLinux),
  accept: bind<(fd: number, address: Memory, length: Memory, flags: number) => number>(
    'accept4',
    'int accept4(int fd, void *address, void *length, int flags)',
    isLinux,
  ),
  receive: bind<(fd: number, buffer: Memory, length: number, flags: number) => number>(
    'recv',
    'intptr_t recv(int fd, void *buffer, size_t length, int flags)',
    isLinux,
  ),
  send: bind<(fd: number, buffer: Memory, length: number, flags: number) => number>(
    'send',
    'intptr_t send(int fd, void *buffer, size_t length, int flags)',
    isLinux,
  ),
  sendMessage: bind<(fd: number, message: Memory, flags: number) => number>(
    'sendmsg',
    'intptr_t sendmsg(int fd, void *message, int flags)',
    isLinux,
  ),
  shutdown: bind<(fd: number, how: number) => number>('shutdown', 'int shutdown(int fd, int how)', isLinux),
  getOption: bind<(fd: number, level: number, name: number, value: Memory, length: Memory) => number>(
    'getsockopt',
    'int getsockopt(int fd, int level, int name, void *value, void *length)',
    isLinux,
  ),
  setOption: bind<(fd: number, level: number, name: number, value: Memory, length: number) => number>(
    'setsockopt',
    'int setsockopt(int fd, int level, int name, void *value, uint32_t length)',
    isLinux,
  ),
  localName: bind<(fd: number, address: Memory, length: Memory) => number>(
    'getsockname',
    'int getsockname(int fd, void *address, void *length)',
    isLinux,
  ),
  peerName: bind<(fd: number, address: Memory, length: Memory) => number>(
    'getpeername',
    'int getpeername(int fd, void *address, void *length)',
    isLinux,
  ),
  eventFd: bind<(initial: number, flags: number) => number>(
    'eventfd',
    'int eventfd(unsigned int initial, int flags)',
    isLinux,
  ),
  read: bind<(fd: number, buffer: Memory, length: number) => number>(
    'read',
    'intptr_t read(int fd, void *buffer, size_t length)',
  ),
  write: bind<(fd: number, buffer: Memory, length: number) => number>(
    'write',
    'intptr_t write(int fd, void *buffer, size_t length)',
  ),
  parseAddress: bind<(family: number, text: string, bytes: Memory) => number>(
    'inet_pton',
    'int inet_pton(int family, const char *text, void *bytes)',
    isLinux,
  ),
});
