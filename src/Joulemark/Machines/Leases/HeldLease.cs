using Joulemark.Machines.Linux;

namespace Joulemark.Machines.Leases;

/// <summary>A lease of this process. Its file is locked for as long as the process lives, so that everyone can see that it does.</summary>
internal sealed class HeldLease : IDisposable
{
    private readonly string _path;
    private LockedFile _file;

    internal HeldLease(string path, LockedFile file, Lease lease) => (_path, _file, Lease) = (path, file, lease);

    public Lease Lease { get; private set; }

    /// <summary>Writes down one more value, before it is set.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Add(string wanted)
    {
        if (Lease.Wanted.Contains(wanted, StringComparer.Ordinal))
            return;
        Lease = Lease with { Wanted = [.. Lease.Wanted, wanted] };
        var before = _file;
        _file = LeaseStore.Write(_path, Lease);
        before.Dispose();
    }

    /// <summary>The setting is as it was, or somebody else's: nothing is left to change back.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    public void Release()
    {
        LeaseStore.Remove(_path);
        _file.Dispose();
    }

    /// <summary>Lets the lease lie for <c>doctor --restore</c>.</summary>
    public void Dispose() => _file.Dispose();
}
