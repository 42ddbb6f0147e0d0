// The ceiling: bare-net.ts in C over epoll, with the same batching and no chat in it. It reads exactly what the generator
// writes; errors end the process. Built with `cc -O2` by readiness-loop.ts.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_FDS = 1 << 17, READ_BYTES = 65536, BATCH_BYTES = 1 << 20, EVENTS = 1024 };

struct client {
  char nick[64];
  char *rest; // an unfinished line, or bytes that wait: rare, so allocated on demand
  size_t rest_length;
  char *unsent;
  size_t unsent_length;
  int member; // index in members, or -1
};

static struct client clients[MAX_FDS];
static int members[MAX_FDS], member_count;
static char batch[BATCH_BYTES];
static size_t batch_length;
static uint64_t batched, seq, deliveries, writes;
static int epoll_fd;
static volatile sig_atomic_t is_stopping;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void on_term(int number) {
  (void)number;
  is_stopping = 1;
}

static void watch(int operation, int fd, uint32_t events) {
  struct epoll_event event = {.events = events, .data.fd = fd};
  if (epoll_ctl(epoll_fd, operation, fd, &event) < 0) fail("epoll_ctl");
}

static void append(char **bytes, size_t *length, const char *more, size_t more_length) {
  *bytes = realloc(*bytes, *length + more_length);
  memcpy(*bytes + *length, more, more_length);
  *length += more_length;
}

static void drop(int fd) {
  struct client *client = &clients[fd];
  if (client->member >= 0) {
    int last = members[--member_count];
    members[client->member] = last;
    clients[last].member = client->member;
  }
  free(client->rest);
  free(client->unsent);
  close(fd);
}

static void put(int fd, const char *bytes, size_t length) {
  struct client *client = &clients[fd];
  ssize_t sent = 0;
  if (client->unsent_length == 0) {
    sent = send(fd, bytes, length, MSG_NOSIGNAL);
    if (sent < 0) sent = 0; // the loop meets what is wrong
    if ((size_t)sent == length) return;
    watch(EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLOUT);
  }
  append(&client->unsent, &client->unsent_length, bytes + sent, length - sent);
}

static void put_text(int fd, const char *text) { put(fd, text, strlen(text)); }

static void flush_batch(void) {
  if (batch_length == 0) return;
  deliveries += batched * member_count;
  writes += member_count;
  for (int i = 0; i < member_count; i++) put(members[i], batch, batch_length);
  batch_length = 0;
  batched = 0;
}

static void take_line(int fd, char *line, size_t length) {
  struct client *client = &clients[fd];
  if (strncmp(line, "{\"type\":\"say\"", 13) == 0) {
    static const char key[] = "\"text\":\"";
    char *text = memmem(line, length, key, sizeof key - 1);
    if (text == NULL || length < 2) return;
    text += sizeof key - 1;
    if (batch_length + length + 512 > BATCH_BYTES) flush_batch();
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    batch_length += sprintf(batch + batch_length,
                            "{\"type\":\"message\",\"room\":\"bench\",\"seq\":%llu,\"from\":\"%s\",\"text\":\"%.*s\",\"at\":%lld}\n",
                            (unsigned long long)++seq, client->nick, (int)(line + length - 2 - text), text,
                            (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000);
    batched++;
  } else if (strncmp(line, "{\"type\":\"hello\"", 15) == 0) {
    char *nick = memmem(line, length, "\"nick\":\"", 8);
    if (nick != NULL) sscanf(nick + 8, "%63[^\"]", client->nick);
    put_text(fd, "{\"type\":\"welcome\",\"version\":1,\"limits\":{},\"features\":[]}\n");
  } else if (strncmp(line, "{\"type\":\"join\"", 14) == 0) {
    if (client->member < 0) {
      client->member = member_count;
      members[member_count++] = fd;
    }
    put_text(fd, "{\"type\":\"joined\",\"room\":\"bench\",\"seq\":0,\"members\":[],\"complete\":false}\n");
  }
}

static void read_from(int fd) {
  static char bytes[READ_BYTES + 1];
  struct client *client = &clients[fd];
  ssize_t count = recv(fd, bytes, READ_BYTES, 0);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) {
    drop(fd);
    return;
  }
  char *all = bytes;
  size_t length = count;
  if (client->rest_length > 0) {
    append(&client->rest, &client->rest_length, bytes, length);
    all = client->rest;
    length = client->rest_length;
  }
  size_t start = 0;
  for (char *lf; (lf = memchr(all + start, '\n', length - start)) != NULL; start = lf + 1 - all) {
    *lf = 0;
    take_line(fd, all + start, lf - all - start);
  }
  if (all == bytes) {
    if (start < length) append(&client->rest, &client->rest_length, all + start, length - start);
  } else {
    memmove(client->rest, all + start, length - start);
    client->rest_length = length - start;
  }
}

static void write_to(int fd) {
  struct client *client = &clients[fd];
  ssize_t sent = send(fd, client->unsent, client->unsent_length, MSG_NOSIGNAL);
  if (sent < 0) return;
  memmove(client->unsent, client->unsent + sent, client->unsent_length - sent);
  client->unsent_length -= sent;
  if (client->unsent_length == 0) watch(EPOLL_CTL_MOD, fd, EPOLLIN);
}

static void accept_all(int listener) {
  for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
    if (fd >= MAX_FDS) fail("too many descriptors");
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    clients[fd] = (struct client){.member = -1};
    watch(EPOLL_CTL_ADD, fd, EPOLLIN);
  }
}

int main(int count, char **arguments) {
  // The limits to state in the ready line, as JSON; none of them is heeded.
  if (count < 2) return 2;
  signal(SIGTERM, on_term);
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, length) < 0 || listen(listener, 4096) < 0) fail("listen");
  getsockname(listener, (struct sockaddr *)&address, &length);
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  watch(EPOLL_CTL_ADD, listener, EPOLLIN);
  printf("{\"ready\":true,\"name\":\"bare-epoll\",\"framework\":\"epoll\",\"runtime\":\"C\",\"pid\":%d,\"features\":[],"
         "\"limits\":%s,\"endpoints\":[{\"binding\":\"lines\",\"url\":\"tcp://127.0.0.1:%d\"}]}\n",
         getpid(), arguments[1], ntohs(address.sin_port));
  fflush(stdout);
  static struct epoll_event events[EVENTS];
  while (!is_stopping) {
    int ready = epoll_wait(epoll_fd, events, EVENTS, -1);
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == listener) accept_all(listener);
      else {
        if (events[i].events & EPOLLOUT) write_to(fd);
        if (events[i].events & ~EPOLLOUT) read_from(fd);
      }
    }
    flush_batch();
  }
  fprintf(stderr, "{\"deliveries\":%llu,\"writes\":%llu}\n", (unsigned long long)deliveries, (unsigned long long)writes);
  return 0;
}
