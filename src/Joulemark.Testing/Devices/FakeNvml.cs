using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text;
using Joulemark.Metrology;

namespace Joulemark.Testing.Devices;

/// <summary>
/// A stand-in for NVIDIA's management library: a shared object with the real symbols and struct layouts, compiled from C
/// when first needed, that answers from a text file beside it (<c>fake-nvml.c</c> lists the keys). Give its
/// <see cref="LibraryPath"/> as the host's NVML library; it works in other processes too, by <c>JOULEMARK_NVML</c>.
/// </summary>
public sealed class FakeNvml : IDisposable
{
    private static readonly string[] Compilers = ["cc", "gcc", "clang"];

    private static readonly (string Key, string Value)[] H100 =
    [
        ("name", "NVIDIA H100 80GB HBM3"), ("arch", "9"), ("vbios", "96.00.89.00.01"),
        ("energy_mj", "5000000"), ("power_mw", "300000"), ("instant_mw", "310000"), ("max_mw", "700000"), ("limit_mw", "650000"),
        ("mig", "0"), ("persistence", "1"), ("ecc", "1"),
        ("temperature", "61"), ("memory_temperature", "72"), ("clock.0", "1980"), ("clock.1", "1965"), ("clock.2", "2619"),
        ("utilization", "97"), ("memory_utilization", "45"), ("memory_total", "85520809984"), ("memory_used", "68719476736"),
        ("reasons", "4"), ("field.74", "1500000000"), ("field.75", "0"), ("processes", "4242:68718428160"),
        ("default_mw", "700000"), ("min_mw", "200000"), ("max_clock.1", "1980"), ("max_clock.2", "2619"), ("application_clock.1", "1980"), ("application_clock.2", "2619"),
        ("pcie_generation", "5"), ("pcie_width", "16"), ("pcie_generation_max", "5"), ("pcie_width_max", "16"), ("compute_mode", "0"),
    ];

    private static readonly ConcurrentDictionary<string, Lazy<byte[]>> Compiled = new(StringComparer.Ordinal);
    private readonly TemporaryDirectory _directory = new();
    private readonly Dictionary<string, string> _settings = new(StringComparer.Ordinal);
    private readonly Dictionary<int, (double Seconds, double Watts)[]> _waveforms = [];
    private readonly Dictionary<int, (double Watts, string Begins, string Ends)> _loads = [];
    private readonly long _origin = Stopwatch.GetTimestamp();
    private int _saves;

    /// <summary>Makes a library with no boards. All waveforms begin now.</summary>
    /// <param name="without">Symbols to leave out, as an older driver would.</param>
    /// <exception cref="InvalidOperationException">There is no C compiler, or it failed.</exception>
    public FakeNvml(params IEnumerable<string> without)
    {
        // Compiled once per set of symbols, and copied: the loader takes a file of its own for a library of its own.
        var symbols = without.Order(StringComparer.Ordinal).ToArray();
        var library = Compiled.GetOrAdd(string.Join(' ', symbols), _ => new Lazy<byte[]>(() => Compile(symbols)));
        File.WriteAllBytes(LibraryPath, library.Value);
        _settings["driver"] = "580.65.06";
        _settings["cuda"] = "13000";
        _settings["origin_s"] = Number((double)_origin / Stopwatch.Frequency); // Stopwatch is CLOCK_MONOTONIC, here and in every process
        Save();
    }

    /// <summary>Why none can be made here; null when one can. A test skips with it.</summary>
    public static string? Unavailable { get; } = FindCompiler() is null ? "no C compiler (cc, gcc or clang) on the PATH to build the fake NVML library" : null;

    /// <summary>The library.</summary>
    public string LibraryPath => Path.Combine(_directory.Path, "libnvidia-ml.so.1");

    /// <summary>Adds a board like a H100: Hopper, an energy counter, both powers, a limit, all indicators, MIG off.</summary>
    /// <returns>Its number.</returns>
    public int AddBoard()
    {
        var index = _settings.TryGetValue("count", out var count) ? int.Parse(count, CultureInfo.InvariantCulture) : 0;
        _settings["count"] = (index + 1).ToString(CultureInfo.InvariantCulture);
        foreach (var (key, value) in H100)
            _settings[Key(index, key)] = value;
        SetBoard(index, "uuid", string.Create(CultureInfo.InvariantCulture, $"GPU-00000000-0000-0000-0000-{index:000000000000}"));
        SetBoard(index, "pci", string.Create(CultureInfo.InvariantCulture, $"00000000:{index + 1:X2}:00.0"));
        return index;
    }

    /// <summary>Sets one of the library's answers; null takes it back.</summary>
    public void Set(string key, string? value)
    {
        if (value is null)
            _settings.Remove(key);
        else
            _settings[key] = value;
        Save();
    }

    /// <summary>Sets one of a board's answers; null takes it back, which for most makes the board not support it.</summary>
    public void SetBoard(int index, string key, string? value) => Set(Key(index, key), value);

    /// <summary>Sets one of a board's answers to a number.</summary>
    public void SetBoard(int index, string key, double value) => SetBoard(index, key, Number(value));

    /// <summary>Makes one function return a code for one board.</summary>
    public void SetReturn(int index, string function, int code) =>
        SetBoard(index, $"return.{function}", code.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// Makes a board draw power by a step function of time that repeats, from when this library was made; its counter
    /// integrates it. The sensors' own pace is set by <c>counter_update_ms</c>, <c>power_update_ms</c> and
    /// <c>averaging_ms</c>.
    /// </summary>
    /// <param name="index">The board.</param>
    /// <param name="steps">From which second on, how many watts; the last one ends the period.</param>
    public void SetWaveform(int index, params IEnumerable<(double Seconds, double Watts)> steps)
    {
        var file = Path.Combine(_directory.Path, string.Create(CultureInfo.InvariantCulture, $"waveform{index}"));
        var waveform = _waveforms[index] = [.. steps];
        File.WriteAllLines(file, waveform.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Seconds:R} {s.Watts:R}")));
        SetBoard(index, "power_mw", null);
        SetBoard(index, "instant_mw", null);
        SetBoard(index, "waveform", file);
    }

    /// <summary>
    /// Makes a board with a waveform draw more, as its counter says it, from when one file is written until another is:
    /// so a command under test says itself when it begins and ends to load the board.
    /// </summary>
    /// <param name="index">The board.</param>
    /// <param name="watts">How much more.</param>
    /// <param name="begins">The file that begins it.</param>
    /// <param name="ends">The file that ends it.</param>
    public void SetLoad(int index, double watts, string begins, string ends)
    {
        _loads[index] = (watts, begins, ends);
        SetBoard(index, "load_w", watts);
        SetBoard(index, "load_from", begins);
        SetBoard(index, "load_to", ends);
    }

    /// <summary>
    /// What a board with a waveform truly drew between two moments, whatever its sensors made of it. Of the GPU: what a
    /// module draws beside it is not in it, and it is not of a board that obeys its limits.
    /// </summary>
    /// <param name="index">The board.</param>
    /// <param name="start">A timestamp of <see cref="Stopwatch"/> or of the system's <see cref="TimeProvider"/>.</param>
    /// <param name="end">Another one.</param>
    public Energy EnergyBetween(int index, long start, long end) =>
        new(Integral(_waveforms[index], SecondsSinceOrigin(end)) - Integral(_waveforms[index], SecondsSinceOrigin(start)) + Load(index, start, end));

    /// <summary>Makes the waveforms' time stand at a moment, so that a test can move it along a time line of its own.</summary>
    /// <param name="seconds">Since their beginning.</param>
    public void SetClock(double seconds)
    {
        // Digits of one length, in one write: a reader sees the old moment or the new one.
        var file = Path.Combine(_directory.Path, "clock");
        using (var handle = File.OpenHandle(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite))
            RandomAccess.Write(handle, Encoding.ASCII.GetBytes(seconds.ToString("000000000.000000000", CultureInfo.InvariantCulture)), 0);
        if (!_settings.ContainsKey("clock"))
            Set("clock", file);
    }

    /// <summary>What a setter has set, of any process: <c>limit_mw</c>, <c>persistence</c>, <c>lock_min</c>, <c>lock_max</c>; null when none has.</summary>
    public string? Kept(int index, string key) => KeptLines.Where(l => l.StartsWith(Key(index, key) + " ", StringComparison.Ordinal)).Select(l => l[(l.IndexOf(' ', StringComparison.Ordinal) + 1)..]).LastOrDefault();

    /// <summary>Sets what a setter sets, as another program does.</summary>
    public void Keep(int index, string key, string value) =>
        File.WriteAllLines(LibraryPath + ".state", [.. KeptLines.Where(l => !l.StartsWith(Key(index, key) + " ", StringComparison.Ordinal)), $"{Key(index, key)} {value}"]);

    private string[] KeptLines => File.Exists(LibraryPath + ".state") ? File.ReadAllLines(LibraryPath + ".state") : [];

    /// <summary>Makes a board fall off the bus: every call on it fails from now on.</summary>
    public void Lose(int index) => SetBoard(index, "lost", "1");

    /// <summary>Removes the library's files. What has it loaded keeps it.</summary>
    public void Dispose() => _directory.Dispose();

    private static string? FindCompiler() => Compilers
        .SelectMany(c => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(p => Path.Combine(p, c)))
        .FirstOrDefault(File.Exists);

    private static byte[] Compile(string[] without)
    {
        var compiler = FindCompiler() ?? throw new InvalidOperationException(Unavailable);
        using var directory = new TemporaryDirectory();
        var source = Path.Combine(directory.Path, "fake-nvml.c");
        var library = Path.Combine(directory.Path, "fake-nvml.so");
        using (var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("fake-nvml.c")!)
        using (var file = File.Create(source))
            resource.CopyTo(file);

        var start = new ProcessStartInfo(compiler) { UseShellExecute = false, RedirectStandardError = true };
        foreach (var argument in (string[])["-shared", "-fPIC", "-O1", .. without.Select(s => $"-DWITHOUT_{s}"), "-o", library, source, "-ldl"])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? File.ReadAllBytes(library)
            : throw new InvalidOperationException($"{compiler} gave {process.ExitCode.ToString(CultureInfo.InvariantCulture)}: {errors}");
    }

    private static string Key(int index, string key) => string.Create(CultureInfo.InvariantCulture, $"gpu{index}.{key}");

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static double Integral((double Seconds, double Watts)[] waveform, double seconds)
    {
        var length = waveform[^1].Seconds;
        var cycles = Math.Floor(seconds / length);
        var part = seconds - (cycles * length);
        double cycle = 0, joules = 0;
        for (var i = 0; i + 1 < waveform.Length; i++)
        {
            var (from, to) = (waveform[i].Seconds, waveform[i + 1].Seconds);
            cycle += waveform[i].Watts * (to - from);
            joules += waveform[i].Watts * Math.Clamp(part - from, 0, to - from);
        }

        return (cycles * cycle) + joules;
    }

    private double Load(int index, long start, long end)
    {
        if (!_loads.TryGetValue(index, out var load) || !File.Exists(load.Begins))
            return 0;
        var (from, to) = (Written(load.Begins), File.Exists(load.Ends) ? Written(load.Ends) : end);
        return load.Watts * Math.Max(0, Math.Min(to, end) - Math.Max(from, start)) / Stopwatch.Frequency;

        static long Written(string path) =>
            Stopwatch.GetTimestamp() - (long)((TimeProvider.System.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(path)).TotalSeconds * Stopwatch.Frequency);
    }

    private double SecondsSinceOrigin(long timestamp) => (double)(timestamp - _origin) / Stopwatch.Frequency;

    private void Save()
    {
        // Renamed into place, so that a meter in another process never reads half of it; and each with a time of its own,
        // since the file system's clock is too coarse to tell two of them apart and the library looks at the time only.
        var target = LibraryPath + ".conf";
        File.WriteAllLines(target + ".new", _settings.Select(s => $"{s.Key} {s.Value}"));
        File.SetLastWriteTimeUtc(target + ".new", DateTime.UnixEpoch.AddMilliseconds(++_saves));
        File.Move(target + ".new", target, overwrite: true);
    }
}
