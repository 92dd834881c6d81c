// The floor: what the machine itself takes to hand the same bytes to the same sockets. One thread, blocking writes, nothing
// else. Arguments: a file that holds one frame. Prints its port; then a line with a number on its input means so many events.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define AT_ONCE 100
#define SOCKETS 65536

static int sockets[SOCKETS];
static int connected = 0;

static void check(int failed, const char *what) {
  if (!failed) return;
  perror(what);
  exit(1);
}

// Answers whether the peer is still there.
static int write_all(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(fd, bytes, length);
    if (written < 0) return 0;
    bytes += written;
    length -= written;
  }
  return 1;
}

// Enough of the WebSocket handshake for a client that does not check the key.
static void admit(int listener) {
  static const char answer[] =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
  char request[4096];
  size_t length = 0;
  int one = 1, fd = accept(listener, NULL, NULL);
  check(fd < 0, "accept");
  check(connected == SOCKETS, "too many sockets");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  while (length < 4 || memcmp(request + length - 4, "\r\n\r\n", 4) != 0) {
    ssize_t got = read(fd, request + length, sizeof request - length);
    check(got <= 0, "handshake");
    length += got;
  }
  if (write_all(fd, answer, sizeof answer - 1)) sockets[connected++] = fd;
  else close(fd);
}

static void leave(int index) {
  close(sockets[index]);
  sockets[index] = sockets[--connected];
}

int main(int count, char **arguments) {
  check(count != 2, "usage: floor FRAME-FILE");
  FILE *file = fopen(arguments[1], "rb");
  check(file == NULL, arguments[1]);
  static char frames[AT_ONCE * 65536];
  size_t size = fread(frames, 1, 65536, file);
  for (int copy = 1; copy < AT_ONCE; copy++) memcpy(frames + copy * size, frames, size);

  signal(SIGPIPE, SIG_IGN);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  check(bind(listener, (struct sockaddr *)&address, length) < 0, "bind");
  check(listen(listener, 4096) < 0, "listen");
  getsockname(listener, (struct sockaddr *)&address, &length);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);

  struct pollfd watched[] = {{.fd = 0, .events = POLLIN}, {.fd = listener, .events = POLLIN}};
  for (;;) {
    check(poll(watched, 2, -1) < 0, "poll");
    if (watched[1].revents & POLLIN) admit(listener);
    if (!(watched[0].revents & (POLLIN | POLLHUP))) continue;
    char line[32] = "";
    if (read(0, line, sizeof line - 1) <= 0) return 0;
    printf("answered\n");
    fflush(stdout);
    // A burst is laid together, as many events as fit, before it is written: dense events cost one call for many.
    for (int left = atoi(line); left > 0; left -= AT_ONCE) {
      size_t bytes = size * (left < AT_ONCE ? left : AT_ONCE);
      for (int index = 0; index < connected;) {
        if (write_all(sockets[index], frames, bytes)) index++;
        else leave(index);
      }
    }
  }
}
