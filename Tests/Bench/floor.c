/* The least that the same work costs on this machine: what holdfast's times are printed beside.
 *
 *   floor look LIST THREADS     for every file of LIST: open, fstat, flistxattr, read, compare, close
 *   floor grouped LIST          write every file of LIST: temps, one syncfs, renames, one syncfs
 *   floor single LIST           the same one by one: temp, fsync, rename, fsync of the directory
 *   floor parse POLICY          take every event of a text from libyaml and throw it away
 *
 * LIST has for every file a line "PATH MODE UID GID LENGTH" and then LENGTH bytes of content.
 * Prints the microseconds of the work alone, without reading LIST or POLICY. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>
#include <yaml.h>

struct file {
    char *path, *temp, *directory;
    mode_t mode;
    uid_t owner;
    gid_t group;
    size_t length;
    const char *content;
};

static struct file *files;
static size_t count;

static void die(const char *what) {
    fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
    exit(1);
}

static char *copied(const char *text, const char *ending) {
    char *copy = malloc(strlen(text) + strlen(ending) + 1);
    if (!copy) die("malloc");
    return strcat(strcpy(copy, text), ending);
}

static char *text_of(const char *name, size_t *length) {
    FILE *file = fopen(name, "r");
    struct stat size;
    if (!file || fstat(fileno(file), &size)) die(name);
    char *text = malloc(size.st_size + 1);
    if (!text || fread(text, 1, size.st_size, file) != (size_t)size.st_size) die(name);
    text[size.st_size] = 0;
    fclose(file);
    *length = size.st_size;
    return text;
}

static void read_list(const char *name) {
    size_t size;
    char *at = text_of(name, &size), *end = at + size;
    while (at < end) {
        char path[4096];
        unsigned mode, owner, group;
        int used;
        size_t length;
        if (sscanf(at, "%4095s %o %u %u %zu%n", path, &mode, &owner, &group, &length, &used) != 5) {
            errno = EINVAL;
            die(name);
        }
        files = realloc(files, (count + 1) * sizeof *files);
        if (!files) die("realloc");
        char *directory = copied(path, "");
        *strrchr(directory, '/') = 0;
        files[count++] = (struct file){
            copied(path, ""), copied(path, ".new"), directory, mode, owner, group, length, at + used + 1};
        at += used + 1 + length;
    }
}

static int look(const struct file *file) {
    struct open_how how = {.flags = O_RDONLY | O_NOFOLLOW | O_CLOEXEC, .resolve = RESOLVE_NO_MAGICLINKS};
    int descriptor = syscall(SYS_openat2, AT_FDCWD, file->path, &how, sizeof how);
    struct stat is;
    char names[1024], *content = malloc(file->length + 1);
    if (descriptor < 0 || !content || fstat(descriptor, &is)) die(file->path);
    if (flistxattr(descriptor, names, sizeof names) < 0 && errno != ENOTSUP) die(file->path);
    ssize_t length = read(descriptor, content, file->length + 1);
    if (length < 0) die(file->path);
    close(descriptor);
    int differs = (is.st_mode & 07777) != file->mode || is.st_uid != file->owner || is.st_gid != file->group ||
                  (size_t)length != file->length || memcmp(content, file->content, length);
    free(content);
    return differs;
}

struct part {
    size_t from, to, differing;
};

static void *look_at_part(void *argument) {
    struct part *part = argument;
    for (size_t i = part->from; i < part->to; i++) part->differing += look(&files[i]);
    return NULL;
}

static void look_at_all(size_t threads) {
    pthread_t ids[64];
    struct part parts[64];
    size_t differing = 0;
    for (size_t t = 0; t < threads; t++) {
        parts[t] = (struct part){count * t / threads, count * (t + 1) / threads, 0};
        if (t > 0 && (errno = pthread_create(&ids[t], NULL, look_at_part, &parts[t]))) die("pthread_create");
    }
    look_at_part(&parts[0]);
    for (size_t t = 0; t < threads; t++) {
        if (t > 0) pthread_join(ids[t], NULL);
        differing += parts[t].differing;
    }
    if (differing > 0) {
        fprintf(stderr, "floor: %zu of %zu files differ\n", differing, count);
        exit(1);
    }
}

static void write_temp(const struct file *file, int flush) {
    int descriptor = open(file->temp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (descriptor < 0 || write(descriptor, file->content, file->length) != (ssize_t)file->length ||
        fchown(descriptor, file->owner, file->group) || fchmod(descriptor, file->mode) || (flush && fsync(descriptor)) ||
        close(descriptor))
        die(file->temp);
}

static void flush_directory(const char *directory, int whole_file_system) {
    int descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0 || (whole_file_system ? syncfs(descriptor) : fsync(descriptor))) die(directory);
    close(descriptor);
}

static void write_grouped(void) {
    for (size_t i = 0; i < count; i++) write_temp(&files[i], 0);
    flush_directory(files[0].directory, 1);
    for (size_t i = 0; i < count; i++)
        if (rename(files[i].temp, files[i].path)) die(files[i].path);
    flush_directory(files[0].directory, 1);
}

static void write_single(void) {
    for (size_t i = 0; i < count; i++) {
        write_temp(&files[i], 1);
        if (rename(files[i].temp, files[i].path)) die(files[i].path);
        flush_directory(files[i].directory, 0);
    }
}

static void parse(const char *text, size_t length) {
    yaml_parser_t parser;
    yaml_event_t event;
    int is_end = 0;
    if (!yaml_parser_initialize(&parser)) die("libyaml");
    yaml_parser_set_input_string(&parser, (const unsigned char *)text, length);
    while (!is_end) {
        if (!yaml_parser_parse(&parser, &event)) {
            fprintf(stderr, "floor: libyaml: %s\n", parser.problem);
            exit(1);
        }
        is_end = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
}

int main(int argc, char **argv) {
    struct timespec from, to;
    const char *mode = argc > 2 ? argv[1] : "";
    size_t threads = argc > 3 ? strtoul(argv[3], NULL, 10) : 1;
    int looks = !strcmp(mode, "look"), grouped = !strcmp(mode, "grouped"), single = !strcmp(mode, "single");
    int parses = !strcmp(mode, "parse");
    if (!(looks || grouped || single || parses) || threads < 1 || threads > 64) {
        fprintf(stderr, "usage: floor look LIST THREADS | floor grouped|single LIST | floor parse POLICY\n");
        return 64;
    }
    size_t length = 0;
    const char *text = parses ? text_of(argv[2], &length) : NULL;
    if (!parses) read_list(argv[2]);
    if (!parses && count == 0) return 1;
    clock_gettime(CLOCK_MONOTONIC, &from);
    if (parses) parse(text, length);
    else if (looks) look_at_all(threads);
    else if (grouped) write_grouped();
    else write_single();
    clock_gettime(CLOCK_MONOTONIC, &to);
    printf("%.0f\n", (to.tv_sec - from.tv_sec) * 1e6 + (to.tv_nsec - from.tv_nsec) / 1e3);
    return 0;
}
