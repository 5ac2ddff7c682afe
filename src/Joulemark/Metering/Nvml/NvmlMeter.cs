using System.Globalization;
using Joulemark.Diagnostics;
using Joulemark.Machines.Nvidia;
using Joulemark.Records;

namespace Joulemark.Metering.Nvml;

/// <summary>Some channels of one board, read at one pace: its energies, or its indicators.</summary>
internal sealed class NvmlMeter : IMeter
{
    private readonly NvmlLibrary _library;
    private readonly NvmlDevice _device;
    private readonly NvmlQuery[] _queries;
    private readonly NvmlFieldValue[] _fields;
    private readonly NvmlBoardCount? _count;
    private bool _disposed;
    private bool _silent;

    /// <param name="library">The library, shared; this meter gives its share back.</param>
    /// <param name="device">The board.</param>
    /// <param name="channels">What to read; at least one.</param>
    /// <param name="pace">How often to read them, and whether that may take a while.</param>
    /// <param name="count">Looks at the number of boards with each reading; null for a meter that does not.</param>
    public NvmlMeter(NvmlLibrary library, NvmlDevice device, IReadOnlyList<NvmlChannel> channels, MeterPace pace, NvmlBoardCount? count = null)
    {
        _library = library;
        _device = device;
        _count = count;
        _queries = [.. channels.Select(c => c.Query)];
        _fields = [.. _queries.Where(q => q.Function is null).Select(q => new NvmlFieldValue { Field = q.Field, Scope = q.Scope })];
        Channels = [.. channels.Select(c => c.Channel)];
        Pace = pace;
    }

    public IReadOnlyList<Channel> Channels { get; }

    public MeterPace Pace { get; }

    /// <summary>Takes what there is to say of the board in the run; null for nobody.</summary>
    public Action<Diagnostic>? Report { get; init; }

    public void Read(Span<double?> readings)
    {
        if (_disposed)
        {
            readings.Clear();
            return;
        }

        _count?.Check();

        // All fields in one call: each call may cost the driver milliseconds.
        var hasFields = _fields.Length > 0 && _device.ReadFields(_fields);
        var field = 0;
        for (var i = 0; i < _queries.Length; i++)
        {
            var query = _queries[i];
            readings[i] = query.Convert(query.Function is not null ? query.Function(_device) : hasFields ? _fields[field++].Number : null);
        }

        Watch(readings);
    }

    /// <summary>Says once that a board has gone silent and why, and once that it is back.</summary>
    private void Watch(ReadOnlySpan<double?> readings)
    {
        var silent = true;
        foreach (var reading in readings)
            silent &= reading is null;
        if (silent == _silent || Report is null)
            return;
        _silent = silent;
        if (!silent)
        {
            Report(new Diagnostic("JM2021", DiagnosticSeverity.Info, $"{Channels[0].Name} gives readings again"));
            return;
        }

        var code = _device.ReadState();
        Report(new Diagnostic("JM2021", DiagnosticSeverity.Warning,
            string.Create(CultureInfo.InvariantCulture, $"{Channels[0].Name} gives no readings any more: NVML gave {(int)code} ({_library.ErrorText(code)})"),
            code == NvmlReturn.GpuIsLost ? "The GPU has fallen off the bus: check power and sudo dmesg | grep -i xid, then reboot." : "See what nvidia-smi says, and sudo dmesg | grep -i nvrm."));
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _library.Dispose();
    }
}
