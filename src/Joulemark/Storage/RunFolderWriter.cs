using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Joulemark.Diagnostics;
using Joulemark.Machines;
using Joulemark.Records;

namespace Joulemark.Storage;

/// <summary>
/// Writes a run folder as the run goes. Records are queued and written by one task, so that neither the load nor the
/// sampler waits for the disk. When the disk fails, what was written stays and <see cref="Failure"/> says why no more came.
/// </summary>
internal sealed class RunFolderWriter : IAsyncDisposable
{
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(100);
    private readonly Channel<Action> _queue = System.Threading.Channels.Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly JsonLinesFile<WindowRecord> _windows;
    private readonly JsonLinesFile<RequestRecord> _requests;
    private readonly JsonLinesFile<MeterSample> _samples;
    private readonly JsonLinesFile<ServerCounters> _servers;
    private readonly JsonLinesFile<RunEvent> _events;
    private readonly Task _writing;
    private readonly CancellationTokenSource _failed = new();
    private readonly CancellationTokenSource _closing = new();
    private Exception? _failure;
    private RunHeader _header;

    private RunFolderWriter(string path, RunHeader header)
    {
        Path = path;
        _header = header;
        _windows = new(File(RunFolder.Windows), RecordJson.Default.WindowRecord);
        _requests = new(File(RunFolder.Requests), RecordJson.Default.RequestRecord);
        _samples = new(File(RunFolder.Samples), RecordJson.Default.MeterSample);
        _servers = new(File(RunFolder.Servers), RecordJson.Default.ServerCounters);
        _events = new(File(RunFolder.Events), RecordJson.Default.RunEvent);
        _writing = Task.Run(WriteQueueAsync);
    }

    /// <summary>The run folder.</summary>
    public string Path { get; }

    /// <summary>Why writing failed; null while it works.</summary>
    public Diagnostic? Failure => Volatile.Read(ref _failure) is { } e
        ? new Diagnostic("JM4002", DiagnosticSeverity.Error, $"the run folder {Path} cannot be written any more: {e.Message}",
            "Free space on the disk, or give another folder with --runs. What was written before is kept and can be read.")
        : null;

    /// <summary>Cancelled when writing fails, so that the run stops rather than burn joules that nobody records.</summary>
    public CancellationToken Failed => _failed.Token;

    /// <summary>Makes a new run folder.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: the folder cannot be made or written.</exception>
    public static RunFolderWriter Create(string runs, RunHeader header, MachineSnapshot machine)
    {
        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(runs, header.Id));
        try
        {
            Directory.CreateDirectory(path);
            var writer = new RunFolderWriter(path, header);
            writer.Replace(RunFolder.Run, header, RecordJson.Indented.RunHeader);
            writer.Replace(RunFolder.Machine, machine, RecordJson.Indented.MachineSnapshot);
            return writer;
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM4001", DiagnosticSeverity.Error,
                $"the runs folder '{runs}' cannot be written: {(System.IO.File.Exists(runs) ? "it is a file" : e.Message)}", "Give a folder you may write to with --runs."));
        }
    }

    public void Write(WindowRecord window) => Enqueue(() => _windows.Write(window));

    public void Write(RequestRecord request) => Enqueue(() => _requests.Write(request));

    public void Write(MeterSample sample) => Enqueue(() => _samples.Write(sample));

    public void Write(ServerCounters counters) => Enqueue(() => _servers.Write(counters));

    public void Write(RunEvent runEvent) => Enqueue(() => _events.Write(runEvent));

    /// <summary>Replaces the header by a changed one.</summary>
    public void Rewrite(Func<RunHeader, RunHeader> change) => Enqueue(() =>
    {
        _header = change(_header);
        Replace(RunFolder.Run, _header, RecordJson.Indented.RunHeader);
    });

    /// <summary>Writes the figures of an imported run.</summary>
    public void Write(ImportedResults imported) => Enqueue(() => Replace(RunFolder.Imported, imported, RecordJson.Indented.ImportedResults));

    /// <summary>
    /// Waits until all that was handed in is written, for who hands in faster than a disk writes. False when the folder
    /// cannot be written any more.
    /// </summary>
    public async Task<bool> DrainAsync()
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Enqueue(() =>
        {
            Flush();
            written.TrySetResult();
        });
        await Task.WhenAny(written.Task, Task.Delay(Timeout.InfiniteTimeSpan, _failed.Token));
        return Failure is null;
    }

    /// <summary>Writes all that is queued, the machine as it is known by now, and the header with the run's end and the hashes of the records.</summary>
    public async Task CompleteAsync(RunStatus status, MachineSnapshot machine)
    {
        await CloseAsync();
        try
        {
            Replace(RunFolder.Machine, machine, RecordJson.Indented.MachineSnapshot);
            IEnumerable<string> records = System.IO.File.Exists(File(RunFolder.Imported)) ? [.. RunFolder.Records, RunFolder.Imported] : RunFolder.Records;
            var hashes = records.ToDictionary(name => name, name =>
            {
                using var stream = System.IO.File.OpenRead(File(name));
                return Convert.ToHexStringLower(SHA256.HashData(stream));
            }, StringComparer.Ordinal);
            _header = _header with { Status = status, FileHashes = hashes };
            Replace(RunFolder.Run, _header, RecordJson.Indented.RunHeader);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            Volatile.Write(ref _failure, _failure ?? e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _failed.Dispose();
        _closing.Dispose();
    }

    private string File(string name) => System.IO.Path.Combine(Path, name);

    private void Enqueue(Action write) => _queue.Writer.TryWrite(write);

    private async Task WriteQueueAsync()
    {
        while (await _queue.Reader.WaitToReadAsync())
        {
            try
            {
                while (_queue.Reader.TryRead(out var write))
                {
                    if (_failure is null)
                        write();
                }

                if (_failure is null)
                    Flush();
            }
            catch (Exception e)
            {
                // Whatever it is: nothing more would be recorded, so the run must end rather than go on for nothing.
                Volatile.Write(ref _failure, e);
                await _failed.CancelAsync();
            }

            // What comes within a moment is written together: waking for every sweep of the meters would cost more than reading them.
            await Task.Delay(Together, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Flush()
    {
        _windows.Flush();
        _requests.Flush();
        _samples.Flush();
        _servers.Flush();
        _events.Flush();
    }

    private async Task CloseAsync()
    {
        _queue.Writer.TryComplete();
        await _closing.CancelAsync();
        await _writing;
        _windows.Dispose();
        _requests.Dispose();
        _samples.Dispose();
        _servers.Dispose();
        _events.Dispose();
    }

    // Written beside and renamed over: a reader, or a crash, meets the old file or the new one, never half of one.
    private void Replace<T>(string name, T value, JsonTypeInfo<T> type)
    {
        var temporary = File(name + ".new");
        System.IO.File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(value, type));
        System.IO.File.Move(temporary, File(name), overwrite: true);
    }
}
