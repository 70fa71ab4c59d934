//! What the process itself takes, in the words of Prometheus' own clients; on Linux alone.

/// Sets the metrics to what they are now.
pub(super) fn collect() {
    #[cfg(target_os = "linux")]
    if let Err(error) = linux::collect() {
        tracing::debug!(%error, "the process cannot be looked at");
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use procfs::{ProcResult, WithCurrentSystemInfo, process::Process};

    pub(super) fn collect() -> ProcResult<()> {
        let process = Process::myself()?;
        let stat = process.stat()?;
        let ticks = (stat.utime + stat.stime) / procfs::ticks_per_second();
        metrics::counter!("process_cpu_seconds_total").absolute(ticks);
        metrics::gauge!("process_resident_memory_bytes").set(stat.rss_bytes().get() as f64);
        metrics::gauge!("process_virtual_memory_bytes").set(stat.vsize as f64);
        metrics::gauge!("process_threads").set(stat.num_threads as f64);
        metrics::gauge!("process_open_fds").set(process.fd_count()? as f64);
        if let procfs::process::LimitValue::Value(most) =
            process.limits()?.max_open_files.soft_limit
        {
            metrics::gauge!("process_max_fds").set(most as f64);
        }
        Ok(())
    }
}
