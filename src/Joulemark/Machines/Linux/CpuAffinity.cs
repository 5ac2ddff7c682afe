using System.Globalization;
using System.Runtime.InteropServices;

namespace Joulemark.Machines.Linux;

/// <summary>Which CPUs threads may run on (sched_setaffinity(2)).</summary>
internal static partial class CpuAffinity
{
    private const int MaskBytes = 1024; // 8192 CPUs, the most that Linux can be built for
    private const int NoSuchProcess = 3; // ESRCH
    private const int MostRounds = 20;

    /// <summary>CPUs of a thread, in order; null where it is gone, or not ours to ask.</summary>
    public static IReadOnlyList<int>? Of(int thread)
    {
        Span<byte> mask = stackalloc byte[MaskBytes];
        if (!OperatingSystem.IsLinux() || Get(thread, MaskBytes, ref MemoryMarshal.GetReference(mask)) < 0)
            return null;
        var cpus = new List<int>();
        for (var cpu = 0; cpu < MaskBytes * 8; cpu++)
        {
            if ((mask[cpu / 8] & (1 << (cpu % 8))) != 0)
                cpus.Add(cpu);
        }

        return cpus;
    }

    /// <summary>Sets the CPUs of every thread of some processes, those included that start meanwhile: a new thread has its starter's.</summary>
    /// <param name="procfs">The procfs tree in which the processes are listed.</param>
    /// <param name="processes">Gives the processes; asked again until there is no new thread.</param>
    /// <param name="cpus">The CPUs.</param>
    /// <returns>The error of the first thread that it could not be set for; 0 for none.</returns>
    public static int Set(string procfs, Func<IEnumerable<int>> processes, IReadOnlyList<int> cpus)
    {
        var done = new HashSet<int>();
        for (var round = 0; round < MostRounds; round++)
        {
            var fresh = processes().SelectMany(p => Threads(procfs, p)).Where(done.Add).ToList();
            if (fresh.Count == 0)
                return 0;
            foreach (var thread in fresh)
            {
                if (Set(thread, cpus) is not 0 and not NoSuchProcess and var error)
                    return error;
            }
        }

        return 0;
    }

    /// <summary>Numbers of a process's threads; none where it is gone.</summary>
    public static IReadOnlyList<int> Threads(string procfs, int process)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(Path.Combine(procfs, process.ToString(CultureInfo.InvariantCulture), "task")).Select(d => int.Parse(Path.GetFileName(d.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Sets the CPUs of one thread; 0 is the caller's.</summary>
    /// <returns>0, or the error.</returns>
    public static int Set(int thread, IReadOnlyList<int> cpus)
    {
        Span<byte> mask = stackalloc byte[MaskBytes];
        mask.Clear();
        foreach (var cpu in cpus.Where(c => c < MaskBytes * 8))
            mask[cpu / 8] |= (byte)(1 << (cpu % 8));
        return Set(thread, MaskBytes, ref MemoryMarshal.GetReference(mask)) == 0 ? 0 : Marshal.GetLastPInvokeError();
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int Get(int thread, nuint size, ref byte mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int Set(int thread, nuint size, ref byte mask);
}
