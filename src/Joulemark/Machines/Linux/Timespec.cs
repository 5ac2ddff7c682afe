using System.Runtime.InteropServices;

namespace Joulemark.Machines.Linux;

/// <summary>The kernel's <c>struct timespec</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Timespec
{
    public nint Seconds;
    public nint Nanoseconds;
}
